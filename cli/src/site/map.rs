//! A connector in, a picture of it out: operations on the left, definitions in the middle, triggers on the right.
//!
//! The picture is an SVG whose nodes are links. A list says the same as text. With many nodes, operations are grouped by path.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::OperationRole;

use super::links::Links;
use super::operation;
use super::shell::title;
use super::subject::Subject;
use super::text::{cut, escaped};

/// The most nodes that are drawn one by one.
const MOST_NODES: usize = 60;
/// With more nodes: the most groups on each side, and the most definitions.
const MOST_GROUPS: usize = 20;
/// The fewest groups, if more segments of the paths give as many; and the most segments.
const FEWEST_GROUPS: usize = 6;
const DEEPEST: usize = 4;
/// The height of a row, in the units of the picture.
const ROW: usize = 30;
/// The left edge of each column, and the width of a node.
const COLUMNS: [usize; 3] = [70, 420, 770];
const WIDTH: usize = 260;
/// The most characters of a node's text.
const LETTERS: usize = 33;

/// A node of the picture.
struct Node {
    title: String,
    href: String,
    column: usize,
    class: &'static str,
}

/// The nodes, and the edges between them by their indexes.
#[derive(Default)]
struct Graph {
    nodes: Vec<Node>,
    edges: BTreeSet<(usize, usize)>,
    grouped: bool,
}

/// The section with the picture and the list; empty without operations.
pub(super) fn section(subject: &Subject, links: &Links, color: &str) -> String {
    if subject.description.operations.is_empty() {
        return String::new();
    }
    let graph = Graph::new(subject, links);
    let words = if graph.grouped {
        "Operations are grouped by the start of their path, and the definitions shown are those that most groups use."
    } else {
        "Lines lead from operations to the definitions in their requests and responses, and from an operation to those that supply its choices."
    };
    format!(
        "<section aria-labelledby=\"map\"><h2 id=\"map\">Map</h2><p>{words} Focus a node to see its neighbours.</p>\
         <div class=\"map\" role=\"group\" aria-labelledby=\"map\" tabindex=\"0\">{}</div>\
         <details class=\"as-list\"><summary>The map as a list</summary>{}</details></section>",
        graph.picture(color),
        graph.list()
    )
}

impl Graph {
    fn new(subject: &Subject, links: &Links) -> Self {
        let operations = &subject.description.operations;
        let used: BTreeSet<usize> = subject.reference.operations.iter().flat_map(operation::types).collect();
        if operations.len() + used.len() > MOST_NODES {
            return Self::grouped(subject, links);
        }
        let mut graph = Self::default();
        let mut at = BTreeMap::new();
        for role in [OperationRole::Action, OperationRole::Internal, OperationRole::Trigger] {
            for index in (0..operations.len()).filter(|&index| operations[index].role == role) {
                at.insert(index, graph.nodes.len());
                let (column, class) = match role {
                    OperationRole::Trigger => (2, "trigger"),
                    OperationRole::Internal => (0, "internal"),
                    _ => (0, "action"),
                };
                graph.nodes.push(Node { title: title(subject, index), href: links.operation(index), column, class });
            }
        }
        let definitions: BTreeMap<usize, usize> =
            used.into_iter().map(|ty| (ty, graph.definition(subject, links, ty))).collect();
        for (index, operation) in operations.iter().enumerate() {
            for ty in operation::types(&subject.reference.operations[index]) {
                graph.edges.insert((at[&index], definitions[&ty]));
            }
            let supplying = operation.choices.iter().flat_map(|choice| &choice.calls);
            for other in supplying.filter_map(|id| links.by_id(id)).filter(|&other| other != index) {
                graph.edges.insert((at[&index], at[&other]));
            }
        }
        graph
    }

    fn definition(&mut self, subject: &Subject, links: &Links, ty: usize) -> usize {
        let rust = &subject.reference.types[ty].rust;
        let title = rust.rsplit("::").next().unwrap_or_default().to_owned();
        self.nodes.push(Node { title, href: links.ty(ty), column: 1, class: "definition" });
        self.nodes.len() - 1
    }

    fn grouped(subject: &Subject, links: &Links) -> Self {
        let mut graph = Self { grouped: true, ..Self::default() };
        let operations = &subject.description.operations;
        // Group → its operations, by side.
        let mut sides: [BTreeMap<String, Vec<usize>>; 2] = Default::default();
        let depth = depth(operations.iter().map(|operation| operation.path.as_str()));
        for (index, operation) in operations.iter().enumerate() {
            let side = usize::from(operation.role == OperationRole::Trigger);
            sides[side].entry(group(&operation.path, depth)).or_default().push(index);
        }
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (side, of_side) in sides.into_iter().enumerate() {
            let mut of_side: Vec<_> = of_side.into_iter().collect();
            of_side.sort_by(|(a, of_a), (b, of_b)| of_b.len().cmp(&of_a.len()).then(a.cmp(b)));
            let rest = of_side.split_off(of_side.len().min(MOST_GROUPS));
            if !rest.is_empty() {
                of_side.push((
                    "other paths".to_owned(),
                    rest.into_iter().flat_map(|(_, operations)| operations).collect(),
                ));
            }
            for (name, members) in of_side {
                let (column, class) = if side == 1 { (2, "trigger") } else { (0, "action") };
                let href = members.first().map(|&index| links.operation(index)).unwrap_or_default();
                let title =
                    if members.len() == 1 { title(subject, members[0]) } else { format!("{name} ({})", members.len()) };
                groups.push((graph.nodes.len(), members));
                graph.nodes.push(Node { title, href, column, class });
            }
        }
        let mut users: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (node, members) in &groups {
            for ty in members.iter().flat_map(|&index| operation::types(&subject.reference.operations[index])) {
                users.entry(ty).or_default().insert(*node);
            }
        }
        let mut shown: Vec<_> = users.into_iter().collect();
        shown.sort_by(|(a, of_a), (b, of_b)| of_b.len().cmp(&of_a.len()).then(a.cmp(b)));
        let rest = shown.split_off(shown.len().min(MOST_GROUPS));
        for (ty, nodes) in shown {
            let definition = graph.definition(subject, links, ty);
            graph.edges.extend(nodes.into_iter().map(|node| (node, definition)));
        }
        if !rest.is_empty() {
            let at = graph.nodes.len();
            let title = format!("other types ({})", rest.len());
            graph.nodes.push(Node { title, href: "types.html".to_owned(), column: 1, class: "definition" });
            graph.edges.extend(rest.into_iter().flat_map(|(_, nodes)| nodes).map(|node| (node, at)));
        }
        graph
    }

    fn picture(&self, color: &str) -> String {
        let mut rows = [0; 3];
        let places: Vec<(usize, usize)> = self
            .nodes
            .iter()
            .map(|node| {
                rows[node.column] += 1;
                (COLUMNS[node.column], 36 + (rows[node.column] - 1) * ROW)
            })
            .collect();
        let height = 36 + rows.into_iter().max().unwrap_or_default() * ROW + 10;
        let mut svg = format!(
            "<svg viewBox=\"0 0 1060 {height}\" width=\"1060\" height=\"{height}\" role=\"group\" aria-label=\"Map of operations and definitions\">"
        );
        for (column, heading) in ["Operations", "Definitions", "Triggers"].into_iter().enumerate() {
            if rows[column] > 0 {
                svg.push_str(&format!("<text class=\"column\" x=\"{}\" y=\"20\">{heading}</text>", COLUMNS[column]));
            }
        }
        let middle = |(x, y): (usize, usize)| (x, y + ROW / 2 - 3);
        for &(from, to) in &self.edges {
            let ((ax, ay), (bx, by)) = (middle(places[from]), middle(places[to]));
            let d = match ax.cmp(&bx) {
                // From left to right, from right to left, and along the outer edge of one column.
                std::cmp::Ordering::Less => {
                    let (start, turn) = (ax + WIDTH, (ax + WIDTH + bx) / 2);
                    format!("M{start} {ay}C{turn} {ay} {turn} {by} {bx} {by}")
                }
                std::cmp::Ordering::Greater => {
                    let (end, turn) = (bx + WIDTH, (bx + WIDTH + ax) / 2);
                    format!("M{ax} {ay}C{turn} {ay} {turn} {by} {end} {by}")
                }
                std::cmp::Ordering::Equal => {
                    let turn = ax.saturating_sub(20 + (ay.abs_diff(by) / 6).min(48));
                    format!("M{ax} {ay}C{turn} {ay} {turn} {by} {ax} {by}")
                }
            };
            svg.push_str(&format!("<path class=\"edge\" data-a=\"{from}\" data-b=\"{to}\" d=\"{d}\"/>"));
        }
        for (index, (node, (x, y))) in self.nodes.iter().zip(&places).enumerate() {
            let (title, short) = (escaped(&node.title), escaped(&cut(&node.title, LETTERS)));
            svg.push_str(&format!(
                "<a class=\"node {}\" data-n=\"{index}\" href=\"{}\"><title>{title}</title>\
                 <rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"24\" rx=\"4\"/>\
                 <rect class=\"mark\" x=\"{x}\" y=\"{y}\" width=\"4\" height=\"24\" fill=\"{color}\"/>\
                 <text x=\"{}\" y=\"{}\">{short}</text></a>",
                node.class,
                escaped(&node.href),
                x + 12,
                y + 16
            ));
        }
        svg.push_str("</svg>");
        svg
    }

    fn list(&self) -> String {
        let mut list = String::from("<ul>");
        for (index, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.column != 1) {
            let link = |node: &Node| format!("<a href=\"{}\">{}</a>", escaped(&node.href), escaped(&node.title));
            let ends = self.edges.range((index, 0)..=(index, usize::MAX));
            let ends: Vec<_> = ends.map(|&(_, to)| link(&self.nodes[to])).collect();
            let ends = if ends.is_empty() { String::new() } else { format!(": {}", ends.join(", ")) };
            list.push_str(&format!("<li>{}{ends}</li>", link(node)));
        }
        list.push_str("</ul>");
        list
    }
}

/// The number of segments of a path that make its group: as many as give a picture with some groups.
fn depth<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> usize {
    let groups = |depth: usize| paths.clone().map(|path| group(path, depth)).collect::<BTreeSet<_>>().len();
    (1..DEEPEST).find(|&depth| groups(depth) >= FEWEST_GROUPS).unwrap_or(DEEPEST)
}

/// The group of a path: its first segments, without placeholders and versions.
fn group(path: &str, depth: usize) -> String {
    let is_version = |segment: &str| {
        let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
        !number.is_empty() && number.chars().all(|it| it.is_ascii_digit() || it == '.')
    };
    let segments = path.split(['/', '?']).filter(|segment| !segment.is_empty() && !segment.contains('{'));
    let named: Vec<_> = segments.filter(|segment| !is_version(segment)).take(depth).collect();
    format!("/{}", named.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_grouped_by_as_many_segments_as_make_some_groups() {
        let paths = ["/v1/groups/{id}/members", "/v1.0/groups", "/{tenant}/users"];
        assert_eq!(paths.map(|path| group(path, 1)), ["/groups", "/groups", "/users"]);
        assert_eq!(group("/v1/groups/{id}/members", 2), "/groups/members");
        assert_eq!(group("/{a}/{b}", 1), "/");
        let paths: Vec<_> = (0..8).map(|at| format!("/v1/groups/{{id}}/p{at}")).collect();
        assert_eq!(depth(paths.iter().map(String::as_str)), 2);
        assert_eq!(depth(std::iter::once("/a")), DEEPEST);
    }
}
