//! A generated `docs/reference.md` as facts.
//!
//! In: its Markdown, and the page whose facts must be in it. Out: the facts that are missing or differ. It knows the documented form of
//! the file: an operation is a heading, a line `Operation ID: X`, a description, a table `Name | Key | Required | Type | Description`
//! and a block that begins with `Returns`, or `Delivers` for a trigger; a definition is a heading and a table `Name | Path | Type |
//! Description`. Additional text is allowed.

use std::collections::BTreeSet;

use crate::{
    markdown::{self, Block, Table},
    page::{Definition, Operation, Page, Parameter, Property, Returns},
};

/// The header of an operation's table.
const PARAMETERS: [&str; 5] = ["Name", "Key", "Required", "Type", "Description"];
/// The header of a definition's table.
const PROPERTIES: [&str; 4] = ["Name", "Path", "Type", "Description"];

/// Each fact of `page` that `reference` lacks or states otherwise, as a line of text.
pub fn differences(page: &Page, reference: &str) -> Vec<String> {
    let blocks = markdown::blocks(reference);
    let mut missing = head(page, &blocks);
    let names: BTreeSet<&str> = page.definitions.iter().map(|definition| definition.name.as_str()).collect();
    for (section, wanted) in [("Actions", &page.actions), ("Triggers", &page.triggers)] {
        let found = operations(part(&blocks, section));
        let order: Vec<&str> = found.iter().map(|operation| operation.id.as_str()).collect();
        let wanted_order: Vec<&str> = wanted.iter().map(|operation| operation.id.as_str()).collect();
        if order != wanted_order {
            missing.push(format!("{section}: {order:?} instead of {wanted_order:?}"));
        }
        for operation in wanted {
            match found.iter().find(|printed| printed.id == operation.id) {
                None => missing.push(format!("{}: not there", operation.id)),
                Some(printed) => missing.extend(printed.differences(operation, &names)),
            }
        }
    }
    missing.extend(definitions(page, part(&blocks, "Definitions")));
    missing
}

fn head(page: &Page, blocks: &[Block]) -> Vec<String> {
    let head = &page.head;
    let mut missing = Vec::new();
    if blocks.first() != Some(&Block::Heading(1, head.title.clone())) {
        missing.push(format!("title {:?}: first is {:?}", head.title, blocks.first()));
    }
    let texts: Vec<&str> = blocks.iter().filter_map(said).collect();
    for line in head.intro.iter().chain([&head.description]) {
        if !texts.contains(&line.as_str()) {
            missing.push(format!("head: no paragraph, heading or item {line:?}"));
        }
    }
    for line in &head.intro {
        let wanted = head.intro.iter().filter(|other| *other == line).count();
        if texts.iter().filter(|text| *text == line).count() < wanted {
            missing.push(format!("head: {line:?} is not there {wanted} times"));
        }
    }
    let products = head.products.iter().map(|product| {
        let regions = product.regions.iter().map(String::as_str);
        [vec![product.name.as_str(), &product.class], regions.collect()].concat()
    });
    let pairs = head.contact.iter().chain(&head.metadata).map(|(name, value)| vec![name.as_str(), value.as_str()]);
    let limits = head.throttling.iter().map(|row| row.iter().map(String::as_str).collect());
    for cells in products.chain(pairs).chain(limits) {
        if !blocks.iter().any(|block| has_row(block, &cells)) {
            missing.push(format!("head: no row {cells:?}"));
        }
    }
    missing
}

/// Whether a table has a row that says these texts, in however many cells, lines or items of a list.
fn has_row(block: &Block, texts: &[&str]) -> bool {
    let Block::Table(table) = block else { return false };
    table.rows.iter().any(|row| words(&row.join(" ")) == words(&texts.join(" ")))
}

/// The words of a text, without the marks and commas of a list.
fn words(text: &str) -> Vec<&str> {
    let marks = ["-", "*", "•", "·"];
    text.split_whitespace().filter(|word| !marks.contains(word)).map(|word| word.trim_end_matches([',', ';'])).collect()
}

fn said(block: &Block) -> Option<&str> {
    match block {
        Block::Heading(_, text) | Block::Text(text) => Some(text),
        Block::Table(_) => None,
    }
}

/// The blocks below the heading with this text, up to the next heading of its level or a higher one.
fn part<'a>(blocks: &'a [Block], title: &str) -> &'a [Block] {
    let start = blocks.iter().position(|block| matches!(block, Block::Heading(_, text) if text == title));
    let Some(start) = start else { return &[] };
    let Block::Heading(level, _) = &blocks[start] else { return &[] };
    let length = blocks[start + 1..].iter().position(|block| matches!(block, Block::Heading(next, _) if next <= level));
    &blocks[start + 1..length.map_or(blocks.len(), |length| start + 1 + length)]
}

/// An operation as it is printed.
struct Printed {
    title: String,
    id: String,
    texts: Vec<String>,
    parameters: Vec<Parameter>,
    /// Everything below *Returns* or a trigger's *Delivers*.
    returns: Option<String>,
    is_in_returns: bool,
}

fn operations(blocks: &[Block]) -> Vec<Printed> {
    let mut found: Vec<Printed> = Vec::new();
    let mut title = "";
    for block in blocks {
        if let Block::Heading(_, text) = block {
            title = text;
        }
        if let Some(id) = said(block).and_then(|text| text.strip_prefix("Operation ID:")) {
            let id = id.split_whitespace().next().unwrap_or_default();
            found.push(Printed {
                title: title.to_owned(),
                id: id.to_owned(),
                texts: Vec::new(),
                parameters: Vec::new(),
                returns: None,
                is_in_returns: false,
            });
        } else if let Some(operation) = found.last_mut() {
            operation.take(block);
        }
    }
    found
}

impl Printed {
    fn take(&mut self, block: &Block) {
        if let Block::Heading(..) = block {
            self.is_in_returns = false;
        }
        if said(block).is_some_and(|text| text.starts_with("Returns") || text.starts_with("Delivers")) {
            self.returns.get_or_insert_default();
            self.is_in_returns = true;
        }
        if let Some(returns) = self.returns.as_mut().filter(|_| self.is_in_returns) {
            let text = match block {
                Block::Table(table) => table.rows.concat().join(" "),
                Block::Heading(_, text) | Block::Text(text) => text.clone(),
            };
            returns.push_str(&text);
            returns.push('\n');
        }
        match block {
            Block::Table(table) if table.header == PARAMETERS => {
                self.parameters.extend(table.rows.iter().map(|row| Parameter {
                    name: cell(row, 0),
                    key: cell(row, 1),
                    required: cell(row, 2) == "True",
                    kind: cell(row, 3),
                    description: cell(row, 4),
                }))
            }
            Block::Text(text) => self.texts.push(text.clone()),
            _ => {}
        }
    }

    fn differences(&self, wanted: &Operation, names: &BTreeSet<&str>) -> Vec<String> {
        let id = &wanted.id;
        let mut missing = Vec::new();
        if self.title != wanted.title {
            missing.push(format!("{id}: title {:?} instead of {:?}", self.title, wanted.title));
        }
        if !self.texts.contains(&wanted.description) {
            missing.push(format!("{id}: no paragraph {:?}", wanted.description));
        }
        compare(id, &self.parameters, &wanted.parameters, same_parameter, &mut missing);
        let said = self.returns.as_deref().unwrap_or_default();
        let named: Vec<&str> = said
            .split(|character: char| !character.is_alphanumeric() && character != '_')
            .filter(|word| names.contains(word))
            .collect();
        let agrees = match &wanted.returns {
            Returns::Body(name) => !named.is_empty() && named.iter().all(|found| found == name),
            _ => named.is_empty(),
        };
        if !agrees {
            missing.push(format!("{id}: returns {named:?} instead of {:?}", wanted.returns));
        }
        missing
    }
}

fn definitions(page: &Page, blocks: &[Block]) -> Vec<String> {
    let mut missing = Vec::new();
    let found: Vec<Definition> = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| match block {
            Block::Table(table) if table.header == PROPERTIES => Some(definition(heading(&blocks[..at]), table)),
            _ => None,
        })
        .collect();
    let order: Vec<&str> = found.iter().map(|definition| definition.name.as_str()).collect();
    let wanted: Vec<&str> = page.definitions.iter().map(|definition| definition.name.as_str()).collect();
    if order != wanted {
        missing.push(format!("definitions: {order:?} instead of {wanted:?}"));
    }
    for definition in &page.definitions {
        if let Some(printed) = found.iter().find(|printed| printed.name == definition.name) {
            compare(&definition.name, &printed.properties, &definition.properties, same_property, &mut missing);
        }
    }
    missing
}

fn heading(blocks: &[Block]) -> &str {
    let last = blocks.iter().rev().find_map(|block| match block {
        Block::Heading(_, text) => Some(text.as_str()),
        _ => None,
    });
    last.unwrap_or_default()
}

fn definition(name: &str, table: &Table) -> Definition {
    let property = |row: &Vec<String>| Property {
        name: cell(row, 0),
        path: cell(row, 1),
        kind: cell(row, 2),
        description: cell(row, 3),
    };
    Definition { name: name.to_owned(), properties: table.rows.iter().map(property).collect() }
}

fn cell(row: &[String], at: usize) -> String {
    row.get(at).cloned().unwrap_or_default()
}

fn compare<T: std::fmt::Debug>(
    place: &str,
    found: &[T],
    wanted: &[T],
    same: fn(&T, &T) -> bool,
    missing: &mut Vec<String>,
) {
    if found.len() != wanted.len() {
        missing.push(format!("{place}: {} rows instead of {}", found.len(), wanted.len()));
    }
    for (found, wanted) in found.iter().zip(wanted) {
        if !same(found, wanted) {
            missing.push(format!("{place}: {found:?} instead of {wanted:?}"));
        }
    }
}

fn same_parameter(found: &Parameter, wanted: &Parameter) -> bool {
    (&found.name, &found.key, found.required, &found.kind) == (&wanted.name, &wanted.key, wanted.required, &wanted.kind)
        && same_description(&found.description, &wanted.description)
}

fn same_property(found: &Property, wanted: &Property) -> bool {
    (&found.name, &found.path, &found.kind) == (&wanted.name, &wanted.path, &wanted.kind)
        && same_description(&found.description, &wanted.description)
}

/// Remarks may follow a description on lines of their own.
fn same_description(found: &str, wanted: &str) -> bool {
    wanted.is_empty() || found.lines().next() == Some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Folder;

    /// The form that `docs/reference.md` promises.
    fn print(page: &Page) -> String {
        let row = |cells: &[&str]| format!("| {} |\n", cells.join(" | ").replace('_', "\\_"));
        let table = |header: &[&str]| row(header) + &row(&vec!["---"; header.len()]);
        let head = &page.head;
        let mut text = format!("# {}\n\n{}\n\n", head.title, head.description);
        text += &table(&["Service", "Class", "Regions"]);
        for product in &head.products {
            text += &row(&[&product.name, &product.class, &product.regions.join("<br>- ")]);
        }
        text += "\n";
        text += &table(&["Contact", ""]);
        for (name, value) in head.contact.iter().chain(&head.metadata) {
            text += &row(&[name, value]);
        }
        text += "\n";
        for line in &head.intro {
            text += &format!("- {line}\n");
        }
        text += "\n";
        text += &table(&["Name", "Calls", "Renewal Period"]);
        for limit in &head.throttling {
            text += &row(&[&limit[0], &limit[1], &limit[2]]);
        }
        for (title, operations) in [("Actions", &page.actions), ("Triggers", &page.triggers)] {
            text += &format!("\n## {title}\n");
            for operation in operations {
                let (title, id, description) = (&operation.title, &operation.id, &operation.description);
                text += &format!("\n### {title} <a id=\"{id}\"></a>\n\nOperation ID: `{id}`\n\n{description}\n\n");
                text += &table(&PARAMETERS);
                for parameter in &operation.parameters {
                    let required = if parameter.required { "True" } else { "" };
                    let Parameter { name, key, kind, description, .. } = parameter;
                    text += &row(&[name, &format!("`{key}`"), required, kind, &format!("{description}<br>More.")]);
                }
                match &operation.returns {
                    Returns::Nothing => {}
                    Returns::Empty => text += "\nReturns\n",
                    Returns::Body(name) => text += &format!("\nReturns [{name}](#{name})\n"),
                }
            }
        }
        text += "\n## Definitions\n";
        for definition in &page.definitions {
            text += &format!("\n### {}\n\n{}", definition.name, table(&PROPERTIES));
            for property in &definition.properties {
                text += &row(&[&property.name, &property.path, &property.kind, &property.description]);
            }
        }
        text
    }

    #[test]
    fn a_complete_reference_has_no_differences() {
        let page = Folder::of_kaizala().page().unwrap();
        assert_eq!(differences(&page, &print(&page)), Vec::<String>::new());
    }

    #[test]
    fn each_fact_that_is_lost_or_changed_is_found() {
        let page = Folder::of_kaizala().page().unwrap();
        let changes: [fn(&mut Page); 16] = [
            |page| page.head.title.push('!'),
            |page| page.head.description.push('!'),
            |page| page.head.products[1].regions[2].push('!'),
            |page| page.head.contact[1].1.push('!'),
            |page| page.head.metadata[1].1.push('!'),
            |page| page.head.throttling[0][1] = "501".to_owned(),
            |page| drop(page.head.intro.remove(5)),
            |page| page.actions[3].title.push('!'),
            |page| page.actions[3].description.push('!'),
            |page| page.actions.swap(9, 10),
            |page| page.actions[3].parameters.swap(0, 1),
            |page| page.actions[3].parameters[2].required = true,
            |page| page.actions[3].returns = Returns::Empty,
            |page| page.triggers[0].parameters[0].key.push('!'),
            |page| page.definitions.swap(0, 1),
            |page| page.definitions[5].properties[2].kind = "array of string".to_owned(),
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let mut printed = page.clone();
            change(&mut printed);
            assert_ne!(differences(&page, &print(&printed)), Vec::<String>::new(), "change {at}");
        }
    }
}
