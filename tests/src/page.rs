//! A connector's reference page as facts.
//!
//! In: the saved text of the page (`kaizala-connector-page.txt`), with each table cell on its own line and empty *Required* cells
//! lost. Out: [`Page`]. It knows the page's layout but no connector. [`crate::definition`] fills the same type from a definition,
//! [`crate::printed`] compares it with the generated reference.

/// Everything that the page says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The head, the prose and the throttling limits.
    pub head: Head,
    /// The actions, in order.
    pub actions: Vec<Operation>,
    /// The triggers, in order.
    pub triggers: Vec<Operation>,
    /// The definitions, in order.
    pub definitions: Vec<Definition>,
}

/// What stands above the actions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// Title, with `(Preview)`.
    pub title: String,
    /// The paragraph below the title.
    pub description: String,
    /// Products, classes and regions.
    pub products: Vec<Product>,
    /// Rows of the table *Contact*.
    pub contact: Vec<(String, String)>,
    /// Rows of the table *Connector Metadata*.
    pub metadata: Vec<(String, String)>,
    /// Lines of the prose, without list markers.
    pub intro: Vec<String>,
    /// Rows of the table *Throttling Limits*: name, calls, renewal period.
    pub throttling: Vec<[String; 3]>,
}

/// A row of the table of products.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    /// The product.
    pub name: String,
    /// The licence class.
    pub class: String,
    /// The sentence, then each region that it lists.
    pub regions: Vec<String>,
}

/// An action or a trigger.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operation {
    /// The heading.
    pub title: String,
    /// The operationId.
    pub id: String,
    /// The sentence below it.
    pub description: String,
    /// Rows of its table.
    pub parameters: Vec<Parameter>,
    /// What stands under *Returns*.
    pub returns: Returns,
}

/// What an operation returns.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Returns {
    /// The page has no *Returns*.
    #[default]
    Nothing,
    /// *Returns* with nothing below it.
    Empty,
    /// A body: the name of a definition.
    Body(String),
}

/// A row of an operation's table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameter {
    /// *Name*.
    pub name: String,
    /// *Key*.
    pub key: String,
    /// *Required*.
    pub required: bool,
    /// *Type*.
    pub kind: String,
    /// *Description*; empty if there is none.
    pub description: String,
}

/// A definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Definition {
    /// The heading.
    pub name: String,
    /// Rows of its table.
    pub properties: Vec<Property>,
}

/// A row of a definition's table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Property {
    /// *Name*.
    pub name: String,
    /// *Path*.
    pub path: String,
    /// *Type*.
    pub kind: String,
    /// *Description*; empty if there is none.
    pub description: String,
}

/// A count of the page's facts, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Products, contact, metadata and throttling: a fact a row.
    pub head_rows: usize,
    /// Prose: a fact a line.
    pub intro_lines: usize,
    /// Operations: title, operationId and description are one fact.
    pub operations: usize,
    /// Parameters: a fact a row.
    pub parameters: usize,
    /// *Returns*, with or without a body.
    pub returns: usize,
    /// Definitions: the name.
    pub definitions: usize,
    /// Properties: a fact a row.
    pub properties: usize,
}

impl Count {
    /// All of them.
    pub fn total(self) -> usize {
        self.head_rows
            + self.intro_lines
            + self.operations
            + self.parameters
            + self.returns
            + self.definitions
            + self.properties
    }
}

impl Page {
    /// Reads the page's text; a layout that it does not know is an error with its place.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let actions = heading(&lines, 0, "Actions")?;
        let triggers = heading(&lines, actions, "Triggers")?;
        let definitions = heading(&lines, triggers, "Definitions")?;
        let page = Self {
            head: head(&lines[..actions])?,
            actions: operations(&lines[actions..triggers])?,
            triggers: operations(&lines[triggers..definitions])?,
            definitions: self::definitions(&lines[definitions..])?,
        };
        for (operations, lines) in
            [(&page.actions, &lines[actions..triggers]), (&page.triggers, &lines[triggers..definitions])]
        {
            let listed = index(lines);
            let described: Vec<_> =
                operations.iter().map(|operation| (operation.title.clone(), operation.description.clone())).collect();
            if listed != described {
                return Err(format!("the list {listed:?} is not that of the operations {described:?}"));
            }
        }
        Ok(page)
    }

    /// Actions, then triggers.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.actions.iter().chain(&self.triggers)
    }

    /// Counts the facts.
    pub fn count(&self) -> Count {
        let head = &self.head;
        Count {
            head_rows: head.products.len() + head.contact.len() + head.metadata.len() + head.throttling.len(),
            intro_lines: head.intro.len(),
            operations: self.operations().count(),
            parameters: self.operations().map(|operation| operation.parameters.len()).sum(),
            returns: self.operations().filter(|operation| operation.returns != Returns::Nothing).count(),
            definitions: self.definitions.len(),
            properties: self.definitions.iter().map(|definition| definition.properties.len()).sum(),
        }
    }
}

/// Where the line stands that holds this heading and nothing else.
fn heading(lines: &[&str], from: usize, text: &str) -> Result<usize, String> {
    let found = lines[from..].iter().position(|line| *line == text);
    found.map(|at| from + at).ok_or_else(|| format!("no heading {text:?} after line {}", from + 1))
}

fn head(lines: &[&str]) -> Result<Head, String> {
    let products = heading(lines, 0, "This connector is available in the following products and regions:")?;
    let contact = heading(lines, products, "| Contact | |")?;
    let metadata = heading(lines, contact, "| Connector Metadata | |")?;
    let limits = heading(lines, metadata, "Throttling Limits")?;
    let metadata_rows = rows(lines, metadata);
    let prose = metadata + 2 + metadata_rows.len();
    if products < 2 {
        return Err("no title and description above the products".to_owned());
    }
    Ok(Head {
        title: lines[products - 2].to_owned(),
        description: lines[products - 1].to_owned(),
        products: rows(lines, products + 1).iter().map(|cells| product(cells)).collect(),
        contact: rows(lines, contact).iter().map(|cells| pair(cells)).collect(),
        metadata: metadata_rows.iter().map(|cells| pair(cells)).collect(),
        intro: lines[prose..limits].iter().map(|line| line.trim_start_matches("- ").to_owned()).collect(),
        throttling: rows(lines, limits + 1)
            .iter()
            .map(|cells| [cell(cells, 0), cell(cells, 1), cell(cells, 2)])
            .collect(),
    })
}

/// The rows below the header at `header`, if each row is a line; they end where the next table's header stands.
fn rows(lines: &[&str], header: usize) -> Vec<Vec<String>> {
    let below = &lines[(header + 2).min(lines.len())..];
    let is_row =
        |at: &usize| below[*at].starts_with("| ") && !below.get(at + 1).is_some_and(|next| next.starts_with("|---"));
    (0..below.len()).take_while(is_row).map(|at| cells(below[at])).collect()
}

fn cells(line: &str) -> Vec<String> {
    line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn cell(cells: &[String], at: usize) -> String {
    cells.get(at).cloned().unwrap_or_default()
}

fn pair(cells: &[String]) -> (String, String) {
    (cell(cells, 0), cell(cells, 1))
}

fn product(cells: &[String]) -> Product {
    let regions = cell(cells, 2).split(" - ").map(str::to_owned).collect();
    Product { name: cell(cells, 0), class: cell(cells, 1), regions }
}

/// Title and description of each operation, from the list that stands before the first of them.
fn index(lines: &[&str]) -> Vec<(String, String)> {
    let entry = |pair: &[&str]| {
        let title = pair[0].strip_prefix("| ")?.strip_suffix(" |")?;
        let description = pair[1].strip_suffix(" |")?;
        Some((title.to_owned(), description.to_owned()))
    };
    lines[1..].chunks_exact(2).map_while(entry).collect()
}

fn operations(lines: &[&str]) -> Result<Vec<Operation>, String> {
    sections(lines, "- Operation ID:").map(operation).collect()
}

fn definitions(lines: &[&str]) -> Result<Vec<Definition>, String> {
    sections(lines, "| Name | Path | Type | Description |").map(definition).collect()
}

/// The parts that begin one line above `mark`, each up to the next.
fn sections<'a>(lines: &'a [&'a str], mark: &str) -> impl Iterator<Item = &'a [&'a str]> {
    let starts: Vec<usize> =
        lines.iter().enumerate().filter(|(at, line)| *at > 0 && **line == mark).map(|(at, _)| at - 1).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([lines.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &lines[start..end])
}

fn operation(lines: &[&str]) -> Result<Operation, String> {
    let title = lines[0].to_owned();
    let id = lines.get(2).and_then(|line| line.strip_prefix("- ")).ok_or_else(|| format!("{title}: no operationId"))?;
    let returns = match lines.iter().position(|line| *line == "Returns") {
        None => Returns::Nothing,
        Some(at) if lines.get(at + 1) == Some(&"- Body") => {
            let name = lines.get(at + 2).and_then(|line| line.strip_prefix("- "));
            Returns::Body(name.ok_or_else(|| format!("{title}: a body without a name"))?.to_owned())
        }
        Some(_) => Returns::Empty,
    };
    let parameters = table(lines).map(|(name, mut cells, description)| {
        let required = cells.get(1).is_some_and(|cell| cell == "True");
        if required {
            cells.remove(1);
        }
        Parameter { name, key: cell(&cells, 0), required, kind: cell(&cells, 1), description }
    });
    let description = lines.get(3).copied().unwrap_or_default().to_owned();
    Ok(Operation { parameters: parameters.collect(), title, id: id.to_owned(), description, returns })
}

fn definition(lines: &[&str]) -> Result<Definition, String> {
    let properties = table(lines).map(|(name, cells, description)| Property {
        name,
        path: cell(&cells, 0),
        kind: cell(&cells, 1),
        description,
    });
    Ok(Definition { name: lines[0].to_owned(), properties: properties.collect() })
}

/// The rows of a section's table: the name, the cells between, the description. A row is `|`, the name, `|`, a line with the
/// cells between, and, unless that row has no description, a line with it.
fn table<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = (String, Vec<String>, String)> + 'a {
    let is_row = |at: &usize| lines[*at] == "|" && lines.get(at + 2) == Some(&"|") && at + 3 < lines.len();
    (0..lines.len()).filter(is_row).map(|at| {
        let description = lines.get(at + 4).and_then(|line| line.strip_suffix(" |")).unwrap_or_default();
        (lines[at + 1].to_owned(), cells(lines[at + 3]), description.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Service (Preview)\nWhat it does.\nThis connector is available in the following products and regions:\n\
        | Service | Class | Regions |\n|---|---|---|\n| Apps | Standard | All but: - A - B |\n\
        | Contact | |\n|---|---|\n| Name | Me |\n| Connector Metadata | |\n|---|---|\n| Publisher | Me |\nProse\n- Item\n\
        Throttling Limits\n| Name | Calls | Renewal Period |\n|---|---|---|\n| API calls | 5 | 60 seconds |\n\
        Actions\n| Do |\nIt does. |\nDo\n- Operation ID:\n- DoIt\nIt does.\nParameters\n\
        | Name | Key | Required | Type | Description |\n|---|---|---|---|---|\n\
        |\nOptional\n|\na | string |\nSome text. |\n|\n|\nRequired\n|\nb | True | array of string |\n\
        Returns\n- Body\n- Answer\nTriggers\n| When |\nIt happens. |\nWhen\n- Operation ID:\n- Happened\nIt happens.\nReturns\n\
        Definitions\nAnswer\n| Name | Path | Type | Description |\n|---|---|---|---|\n|\nList\n|\nlist | array of |\nThings |\n";

    #[test]
    fn a_page_is_read_fact_by_fact() {
        let page = Page::parse(PAGE).unwrap();
        assert_eq!(page.head.title, "Service (Preview)");
        assert_eq!(page.head.products[0].regions, ["All but:", "A", "B"]);
        assert_eq!(page.head.intro, ["Prose", "Item"]);
        assert_eq!(page.head.throttling, [["API calls", "5", "60 seconds"]]);
        let action = &page.actions[0];
        assert_eq!(
            (action.id.as_str(), action.returns.clone()),
            ("DoIt", Returns::Body("Answer".to_owned())),
            "id and returns"
        );
        assert_eq!((action.parameters[0].key.as_str(), action.parameters[0].required), ("a", false));
        assert_eq!(action.parameters[0].description, "Some text.");
        assert_eq!((action.parameters[1].kind.as_str(), action.parameters[1].required), ("array of string", true));
        assert_eq!(action.parameters[1].description, "");
        assert_eq!(page.triggers[0].returns, Returns::Empty);
        assert_eq!(page.definitions[0].properties[0].kind, "array of");
        assert_eq!(page.count().total(), 14);
    }

    #[test]
    fn a_list_that_differs_from_the_operations_is_an_error() {
        assert!(Page::parse(&PAGE.replace("| Do |", "| Does |")).unwrap_err().contains("Does"));
        assert!(Page::parse("Nothing").is_err());
    }
}
