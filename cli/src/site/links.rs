//! The addresses of a connector's pages: file names that every system takes, and stay as long as the crate's names do.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::{ConnectorDescription, ConnectorReference, OperationRole, TypeDescription};

/// About the most bytes of a page of types.
const PAGE: usize = 160_000;
/// The longest name of a file, without its ending.
const LONGEST: usize = 100;

/// The addresses of a connector's pages, below its folder.
pub(super) struct Links {
    /// The name of each operation's page, without the ending.
    pub(super) operations: Vec<String>,
    /// operationId → index.
    by_id: BTreeMap<String, usize>,
    /// The page of each type.
    pages: Vec<usize>,
    /// The anchor of each type.
    anchors: Vec<String>,
}

impl Links {
    pub(super) fn new(description: &ConnectorDescription, reference: &ConnectorReference) -> Self {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let operations = description.operations.iter().map(|operation| {
            let method = operation.rust.rsplit('.').next().unwrap_or_default().trim_start_matches("r#");
            let prefix = match operation.role {
                OperationRole::Action => "",
                OperationRole::Trigger => "trigger.",
                _ => "internal.",
            };
            file(&format!("{prefix}{method}"), &mut taken)
        });
        let operations: Vec<_> = operations.collect();
        let ids = description.operations.iter().enumerate();
        let by_id = ids.map(|(index, operation)| (operation.id.clone(), index)).collect();
        let (mut pages, mut page, mut size) = (Vec::new(), 0, 0);
        for ty in &reference.types {
            let weight = weight(ty);
            if size > 0 && size + weight > PAGE {
                (page, size) = (page + 1, 0);
            }
            size += weight;
            pages.push(page);
        }
        let anchors = reference.types.iter().map(|ty| ty.rust.replace("::", ".")).collect();
        Self { operations, by_id, pages, anchors }
    }

    /// The address of an operation's page.
    pub(super) fn operation(&self, index: usize) -> String {
        format!("{}.html", self.operations[index])
    }

    /// The index of an operation.
    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The address of a type.
    pub(super) fn ty(&self, index: usize) -> String {
        format!("{}#{}", page_of_types(self.pages[index]), self.anchors[index])
    }

    pub(super) fn anchor(&self, index: usize) -> &str {
        &self.anchors[index]
    }

    /// The indexes of the types of each page.
    pub(super) fn types(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut types: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        self.pages.iter().enumerate().for_each(|(index, page)| types.entry(*page).or_default().push(index));
        types
    }
}

/// The name of a page of types; they are counted from 0.
pub(super) fn page_of_types(page: usize) -> String {
    if page == 0 { "types.html".to_owned() } else { format!("types-{}.html", page + 1) }
}

/// About the bytes of a type on its page.
fn weight(ty: &TypeDescription) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, |text| text.len() * 11 / 10);
    let fields = ty.fields.iter().map(|field| {
        330 + 2 * (field.key.len() + field.ty.len())
            + text(&field.title)
            + text(&field.description)
            + text(&field.default)
    });
    let values = ty.values.iter().map(|value| 60 + value.value.len() + text(&value.label));
    600 + text(&ty.description) + fields.sum::<usize>() + values.sum::<usize>()
}

/// The name of a file that no other file has, whatever the case of letters.
fn file(name: &str, taken: &mut BTreeSet<String>) -> String {
    /// Pages of other kinds, and names that are devices on Windows.
    const RESERVED: [&str; 9] = ["index", "types", "connector", "con", "aux", "nul", "prn", "map", "diagnostics"];
    let mut name: String = name.chars().take(LONGEST).collect();
    name.make_ascii_lowercase();
    let is_device = |name: &str| {
        let number = name.strip_prefix("com").or(name.strip_prefix("lpt"));
        number.is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
    };
    let is_reserved = RESERVED.contains(&name.as_str()) || name.starts_with("types-") || is_device(&name);
    if is_reserved {
        name.push('_');
    }
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_name_of_its_own_that_every_system_takes() {
        let mut taken = BTreeSet::new();
        let names = ["get", "index", "con", "com1", "Get", "get", &"x".repeat(300)];
        let names: Vec<_> = names.iter().map(|name| file(name, &mut taken)).collect();
        assert_eq!(names[..6], ["get", "index_", "con_", "com1_", "get_", "get__"]);
        assert_eq!(names[6].len(), LONGEST);
    }
}
