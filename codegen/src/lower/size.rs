//! How long a crate is, estimated before it is printed. References multiply: a thousand operations with a body of one definition print
//! its properties a thousand times.

use std::collections::HashMap;

use crate::diagnostic::Problem;
use crate::model::{
    self, Body, Connector, Content, Exposure, Field, Operation, SchemaLocation, Struct, SuccessResponse, Type, TypeDef,
    TypeId, TypeKind,
};
use crate::span::Span;

/// The most lines of a crate, about. The largest real one has some 250,000.
pub(super) const MOST_LINES: usize = 1_000_000;

/// The most properties of an object. With some 6,000, rustc overflows its stack; the largest real object has 511.
pub(super) const MOST_PROPERTIES: usize = 4_000;
/// The most values of an enumeration. With 10,000, rustc needs 0.8 GB, with 60,000 10 GB; the largest real one has 1,675.
pub(super) const MOST_VALUES: usize = 10_000;

/// How deep the reference page follows anonymous objects, at most.
const DEPTH_OF_ROWS: usize = 16;
/// How deep examples state required values, at most.
const DEPTH_OF_EXAMPLES: usize = 3;
/// A crate states the values of an example in the documentation of a method and on two pages.
const EXAMPLES: usize = 3;

/// The lines of the crate, Rust and Markdown, about.
pub(super) fn lines(connector: &Connector) -> usize {
    let mut size = Size { types: &connector.types, rows: HashMap::new(), examples: HashMap::new() };
    let operations = connector.operations.iter().map(|operation| size.operation(operation));
    let operations = operations.fold(0, usize::saturating_add);
    let types = connector.types.iter().map(|def| size.definition(def)).fold(0, usize::saturating_add);
    let choices = connector.dynamic_sources.iter().map(|choice| {
        let callers = choice.locations.iter().map(|location| 10 + location.callers.len());
        40 + 5 * choice.arguments.len() + callers.sum::<usize>()
    });
    choices.fold(operations.saturating_add(types), usize::saturating_add)
}

/// The types that are too large for a compiler, each with its place. The types of a table share one.
pub(super) fn too_large(types: &[TypeDef]) -> Vec<(Span, Problem)> {
    let found = types.iter().filter_map(|def| {
        let problem = match &def.kind {
            TypeKind::Struct(structure) if structure.fields.len() > MOST_PROPERTIES => {
                Problem::TooManyProperties { most: MOST_PROPERTIES.to_string() }
            }
            TypeKind::Enum(enumeration) if enumeration.values.len() > MOST_VALUES => {
                Problem::TooManyEnumValues { most: MOST_VALUES.to_string() }
            }
            _ => return None,
        };
        Some((def.span, problem))
    });
    let mut found: Vec<_> = found.collect();
    found.dedup();
    found
}

struct Size<'a> {
    types: &'a [TypeDef],
    /// The rows of the properties of a type at a depth.
    rows: HashMap<(TypeId, usize), usize>,
    /// The values in an example of a type at a depth.
    examples: HashMap<(TypeId, usize), usize>,
}

impl<'a> Size<'a> {
    fn operation(&mut self, operation: &'a Operation) -> usize {
        let mut lines = 90 + text(&operation.summary) + text(&operation.description);
        for parameter in &operation.parameters {
            let texts = text(&parameter.title) + text(&parameter.description);
            let examples = match parameter.exposure {
                Exposure::Positional => EXAMPLES * self.example(&parameter.ty, DEPTH_OF_EXAMPLES),
                _ => 0,
            };
            add(&mut lines, 10 + texts + self.values(&parameter.ty) + examples);
        }
        if let Some(body) = &operation.body {
            add(&mut lines, self.body(body));
        }
        if let SuccessResponse::Content(Content::Json(ty)) | SuccessResponse::Optional(Content::Json(ty)) =
            &operation.success
        {
            add(&mut lines, self.anonymous(ty, 0));
        }
        if let Some(notification) = &operation.notification {
            add(&mut lines, self.anonymous(&notification.payload, 0));
        }
        for response in &operation.documented_responses {
            add(&mut lines, 2 + text(&response.description));
        }
        lines
    }

    fn body(&mut self, body: &'a Body) -> usize {
        let lines = 10 + text(&body.title) + text(&body.description);
        let Content::Json(ty) = &body.content else { return lines };
        let rows = self.named(ty).map_or(0, |(id, structure)| self.fields(id, structure, 0));
        let examples = EXAMPLES * self.example(ty, DEPTH_OF_EXAMPLES);
        lines.saturating_add(rows).saturating_add(examples)
    }

    fn definition(&self, def: &TypeDef) -> usize {
        let lines = 5 + text(&def.title) + text(&def.description) + 3 * def.aliases.len();
        let members = match &def.kind {
            TypeKind::Struct(structure) => {
                let fields = structure.fields.iter().map(|field| 12 + self.field(field));
                let variants = structure.variants.as_ref().map_or(0, |variants| variants.types.len());
                20 + variants + fields.sum::<usize>()
            }
            TypeKind::Enum(enumeration) => {
                let values = enumeration.values.iter().map(|value| 5 + text(&value.title) + text(&value.description));
                15 + values.sum::<usize>()
            }
            TypeKind::Responses(responses) => 25 + 5 * responses.len(),
            TypeKind::Alias(_) => 0,
        };
        lines + members
    }

    /// The row of a property.
    fn field(&self, field: &Field) -> usize {
        1 + text(&field.title) + text(&field.description) + self.values(&field.ty)
    }

    /// The rows of the properties of an object, and of those inside it.
    fn fields(&mut self, id: TypeId, structure: &'a Struct, depth: usize) -> usize {
        if let Some(known) = self.rows.get(&(id, depth)) {
            return *known;
        }
        let mut rows = 0;
        for field in &structure.fields {
            add(&mut rows, self.field(field));
            if depth < DEPTH_OF_ROWS {
                add(&mut rows, self.anonymous(&field.ty, depth + 1));
            }
        }
        self.rows.insert((id, depth), rows);
        rows
    }

    /// The rows of an object without a section of its own.
    fn anonymous(&mut self, ty: &'a Type, depth: usize) -> usize {
        match self.named(ty) {
            Some((TypeId(index), _)) if matches!(self.types[index].location, SchemaLocation::Definition { .. }) => 0,
            Some((id, structure)) => self.fields(id, structure, depth),
            None => 0,
        }
    }

    /// The values in an example of a type.
    fn example(&mut self, ty: &'a Type, depth: usize) -> usize {
        let Some((id, structure)) = self.named(ty).filter(|_| depth > 0) else { return 1 };
        if let Some(known) = self.examples.get(&(id, depth)) {
            return *known;
        }
        let mut values = 1;
        for field in structure.fields.iter().filter(|field| field.exposure == Exposure::Positional) {
            add(&mut values, self.example(&field.ty, depth - 1));
        }
        self.examples.insert((id, depth), values);
        values
    }

    /// The words for the values of an enumeration.
    fn values(&self, ty: &'a Type) -> usize {
        match inner(ty) {
            Type::Named(TypeId(index)) => match self.types.get(*index).map(|def| &def.kind) {
                Some(TypeKind::Enum(enumeration)) => enumeration.values.len() / 2,
                _ => 0,
            },
            _ => 0,
        }
    }

    /// The object that a value is, or that its items are.
    fn named(&self, ty: &'a Type) -> Option<(TypeId, &'a Struct)> {
        match model::resolve(self.types, inner(ty)) {
            Type::Named(id) => match &self.types.get(id.0)?.kind {
                TypeKind::Struct(structure) => Some((*id, structure)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The type of the items of lists and of the values of maps.
fn inner(ty: &Type) -> &Type {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => {
            self::inner(inner)
        }
        ty => ty,
    }
}

fn add(lines: &mut usize, more: usize) {
    *lines = lines.saturating_add(more);
}

/// A text is printed at several places, and takes as long to format as many lines of code. What may be a mark of Markdown takes as long
/// as five letters, and a cell of a table as three.
fn text(text: &Option<String>) -> usize {
    text.as_ref().map_or(0, |text| (text.len() + 4 * marks(text) + 3 * cells(text)) / 20)
}

/// The bytes that may be a mark of Markdown.
fn marks(text: &str) -> usize {
    let is_mark = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b" ,.;:'\"()?/%".contains(byte);
    text.bytes().filter(is_mark).count()
}

/// How many cells the tables of a text have at most, without the first one of each row. A table ends at an empty line. Each row has as
/// many cells as the head, so a short text can have very many.
fn cells(text: &str) -> usize {
    // `emit::text` makes a line end of each of these.
    const ENDS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let (mut cells, mut bars) = (0, 0);
    let mut text = text;
    while !text.is_empty() {
        let (line, rest) = text.split_at(text.find(ENDS).unwrap_or(text.len()));
        // For Markdown, a line of other blanks is a row.
        bars = if line.trim_matches([' ', '\t']).is_empty() { 0 } else { bars.max(line.matches('|').count()) };
        cells += bars;
        let end = if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
        text = &rest[end..];
    }
    cells
}

#[cfg(test)]
mod tests {
    use crate::lower::tests::support::{document, lowered};

    /// The lines of a connector with one action beyond those of the same without parameters and definitions.
    fn more(parameters: &str, definitions: &str) -> usize {
        let lines = |parameters: &str, definitions: &str| {
            let get = format!(r#"{{"operationId": "Do", "parameters": [{parameters}], "responses": {{"200": {{}}}}}}"#);
            let paths =
                format!(r#""/do": {{"get": {get}}}, "/all": {{"get": {{"operationId": "All", "responses": {{}}}}}}"#);
            super::lines(&lowered(&document(&paths, definitions)).0.expect("there is a connector"))
        };
        lines(parameters, definitions) - lines("", "")
    }

    #[test]
    fn each_part_of_a_connector_has_its_lines() {
        assert_eq!(more(r#"{"name": "a", "in": "query", "type": "string"}"#, ""), 10);
        let required = r#"{"name": "a", "in": "query", "type": "string", "required": true}"#;
        assert_eq!(more(required, ""), 10 + 3, "three examples have its value");
        let values = r#""enum": ["a", "b", "c", "d", "e", "f"]"#;
        let listed = format!(r#"{{"name": "a", "in": "query", "type": "string", {values}}}"#);
        assert_eq!(more(&listed, ""), 10 + 6 / 2 + 5 + 15 + 6 * 5);
        let object = r#""A": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}"#;
        assert_eq!(more("", object), 5 + 20 + 2 * 13);
        let titled =
            object.replacen(r#""string"}"#, r#""string", "title": "A title of forty letters, as long as two"}"#, 1);
        assert_eq!(more("", &titled), 5 + 20 + 2 * 13 + 40 / 20);
        let choice = r#"{"name": "a", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "All"}}"#;
        assert_eq!(more(choice, ""), 10 + 40 + 10);
    }

    /// The lines of a document with `POST /do`, which has these members, and these definitions.
    fn lines(members: &str, definitions: &str) -> usize {
        let post = format!(r#""/do": {{"post": {{"operationId": "Do" {members}}}}}"#);
        super::lines(&lowered(&document(&post, definitions)).0.expect("there is a connector"))
    }

    /// Two lines, and three.
    const FORTY: &str = "A text of forty letters, as long as two.";
    const SIXTY: &str = "A text of sixty letters, which is as long as three of a few.";

    #[test]
    fn each_part_of_an_operation_has_its_lines() {
        assert_eq!((FORTY.len(), SIXTY.len()), (40, 60));
        let none = r#", "responses": {"200": {"description": ""}}"#;
        let base = lines(none, "");
        assert_eq!(base, 90 + 2, "the answer has two");
        let texts = format!(r#", "summary": "{FORTY}", "description": "{SIXTY}""#);
        assert_eq!(lines(&format!("{none}{texts}"), "") - base, 2 + 3);
        let answer = format!(r#", "responses": {{"200": {{"description": "{SIXTY}"}}}}"#);
        assert_eq!(lines(&answer, "") - base, 3);
        let body = |schema: &str, more: &str| {
            let body = format!(r#"{{"name": "b", "in": "body" {more}, "schema": {schema}}}"#);
            lines(&format!(r#"{none}, "parameters": [{body}]"#), "") - base
        };
        let texts = format!(r#", "x-ms-summary": "{FORTY}", "description": "{SIXTY}""#);
        assert_eq!(body(r#"{"type": "string"}"#, ""), 10 + 3);
        assert_eq!(body(r#"{"type": "string"}"#, &texts), 10 + 2 + 3 + 3);
        let needed =
            |inner: &str| format!(r#"{{"type": "object", "required": ["p"], "properties": {{"p": {inner}}}}}"#);
        // A type with one property has 38 lines, and the page has its row. Examples state three levels.
        let text = r#"{"type": "string"}"#.to_owned();
        let nested = |levels: usize| (0..levels).fold(text.clone(), |inner, _| needed(&inner));
        for (levels, values) in [(1, 2), (2, 3), (3, 4), (4, 4)] {
            assert_eq!(body(&nested(levels), ""), 10 + levels * (38 + 1) + 3 * values, "{levels}");
        }
    }

    #[test]
    fn marks_and_the_cells_that_a_table_adds_make_a_text_longer() {
        let of = |summary: &str| {
            lines(&format!(r#", "responses": {{}}, "summary": "{summary}""#), "") - lines(r#", "responses": {}"#, "")
        };
        let repeated = |part: &str| of(&part.repeat(1_000));
        assert_eq!((repeated("abcd"), repeated("a. b")), (200, 200));
        assert_eq!((repeated("`a` "), repeated(r"- a\n")), (200 + 400, 200 + 400));
        // 3 letters and a line end; 2 cells more, none after an empty line.
        let table = |break_: &str| of(&format!(r"a|b|c\n-|-|-\n{break_}{}", r"abc\n".repeat(1_000)));
        assert_eq!((table(""), table(r"\n")), (200 + 200 + 300 + 3, 200 + 200 + 3));
        // A line of blanks that Markdown does not know ends no table.
        assert_eq!(table(r"\u00a0\n"), table(""));
        let rows = |end: &str| of(&format!("a|b|c{end}-|-|-{end}{}", format!("abc{end}").repeat(1_000)));
        assert_eq!(rows(r"\r"), rows(r"\n"));
        assert_eq!(rows(r"\r\n") - rows(r"\n"), 5 * 1_002 / 20);
    }

    #[test]
    fn objects_have_rows_down_to_a_limit() {
        let lines = |levels: usize| {
            let text = r#"{"type": "string"}"#.to_owned();
            let schema = (0..levels)
                .fold(text, |inner, level| format!(r#"{{"type": "object", "properties": {{"p{level}": {inner}}}}}"#));
            lines(
                &format!(r#", "parameters": [{{"name": "b", "in": "body", "schema": {schema}}}], "responses": {{}}"#),
                "",
            )
        };
        // A type has 38 lines; the first 17 have a row.
        let more = |levels: usize| lines(levels + 1) - lines(levels);
        assert_eq!([1, 15, 16, 17, 18, 30].map(more), [39, 39, 39, 38, 38, 38]);
    }

    #[test]
    fn the_required_objects_of_a_form_are_in_its_examples() {
        let field = |required: &str| {
            let object = format!(
                r#"{{"type": "object", "required": [{required}],
                    "properties": {{"a": {{"type": "string"}}, "b": {{"type": "string"}}}}}}"#
            );
            let schema = format!(r#"{{"type": "object", "required": ["o"], "properties": {{"o": {object}}}}}"#);
            let form = r#", "consumes": ["multipart/form-data"], "responses": {}"#;
            lines(&format!(r#"{form}, "parameters": [{{"name": "b", "in": "body", "schema": {schema}}}]"#), "")
        };
        assert_eq!(field(r#""a", "b""#) - field(r#""a""#), 3);
    }

    #[test]
    fn each_part_of_a_definition_has_its_lines() {
        let get = r#", "responses": {}"#;
        let base = lines(get, "");
        let more = |definitions: &str| lines(get, definitions) - base;
        let texts = format!(r#""title": "{FORTY}", "description": "{SIXTY}""#);
        assert_eq!(
            more(&format!(r#""A": {{"type": "object", {texts}, "properties": {{"p": {{"type": "string"}}}}}}"#)),
            38 + 2 + 3
        );
        let name = format!(r#"{{"value": "a", "displayName": "{FORTY}", "description": "{SIXTY}"}}"#);
        let values = r#""type": "string", "enum": ["a", "b"]"#;
        assert_eq!(more(&format!(r#""E": {{{values}, "x-ms-enum-values": [{name}]}}"#)), 5 + 15 + 2 * 5 + 2 + 3);
        let base_of = r##""Base": {"type": "object", "discriminator": "p", "properties": {"p": {"type": "string"}}}"##;
        let heir = |name: &str| format!(r##", "{name}": {{"allOf": [{{"$ref": "#/definitions/Base"}}]}}"##);
        assert_eq!(more(base_of), 38);
        // An heir that adds nothing is another name.
        assert_eq!(more(&format!("{base_of}{}{}", heir("H"), heir("I"))), 38 + 2 + 2 * 5);
    }

    #[test]
    fn responses_by_status_have_their_lines() {
        let answers = |count: usize| {
            let answer = |at: usize| format!(r##""{}": {{"schema": {{"$ref": "#/definitions/D{at}"}}}}"##, 200 + at);
            let answers: Vec<_> = (0..count).map(answer).collect();
            let definition = |at: usize| {
                format!(r#""D{at}": {{"type": "object", "properties": {{"p{at}": {{"type": "string"}}}}}}"#)
            };
            let definitions: Vec<_> = (0..3).map(definition).collect();
            lines(&format!(r#", "responses": {{{}}}"#, answers.join(", ")), &definitions.join(", "))
        };
        // Two for each answer of the operation, and a type if there are several.
        assert_eq!((answers(2) - answers(1), answers(3) - answers(2)), (2 + 5 + 25 + 2 * 5, 2 + 5));
    }

    #[test]
    fn a_choice_has_lines_for_its_arguments_and_its_callers() {
        let choice = |arguments: &str| {
            let values = format!(
                r#""x-ms-dynamic-values": {{"operationId": "All", "parameters": {{{arguments}}}, "value-path": "id"}}"#
            );
            let own = format!(r#"{{"name": "own", "in": "query", "type": "string", {values}}}"#);
            let parameters = |more: &str| {
                format!(
                    r#"[{{"name": "a", "in": "query", "type": "string"}},
                        {{"name": "b", "in": "query", "type": "string"}}{more}]"#
                )
            };
            let get = |path: &str, id: &str, more: &str| {
                format!(
                    r#""/{path}": {{"get": {{"operationId": "{id}", "parameters": {},
                        "responses": {{"200": {{"schema": {{"type": "array", "items": {{"type": "object"}}}}}}}}}}}}"#,
                    parameters(more)
                )
            };
            let paths = format!("{}, {}", get("do", "Do", &format!(", {own}")), get("all", "All", ""));
            let connector = lowered(&document(&paths, "")).0.expect("there is a connector");
            assert_eq!(connector.dynamic_sources.len(), 1);
            super::lines(&connector)
        };
        let none = choice("");
        assert_eq!(choice(r#""a": "x""#) - none, 5);
        assert_eq!(choice(r#""a": {"parameter": "a"}"#) - none, 5 + 1);
        assert_eq!(choice(r#""a": {"parameter": "a"}, "b": {"parameter": "b"}"#) - none, 2 * (5 + 1));
    }
}
