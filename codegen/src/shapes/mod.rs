//! Counts the shapes that a definition holds: [`Definition`] and [`Connector`] in, [`Shapes`] out, for the page `docs/shapes.md`.
//!
//! Schemas are counted as the definition writes them (`of_spec`), requests and responses as the model has them (`of_model`). The
//! only Rust here is in the strings of the table.

mod of_model;
mod of_spec;
mod table;

pub(crate) use table::Shape;

use crate::model::Connector;
use crate::spec::Definition;

/// How often each shape occurs, and in how many connectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shapes(Vec<Count>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    places: usize,
    connectors: usize,
}

impl Default for Shapes {
    fn default() -> Self {
        Self(vec![Count::default(); Shape::ALL.len()])
    }
}

impl Shapes {
    /// Counts the shapes of one connector.
    pub(crate) fn of(definition: &Definition, connector: &Connector) -> Self {
        let mut shapes = Self::default();
        of_spec::count(&definition.document, &mut |shape| shapes.note(shape));
        of_model::count(connector, &mut |shape| shapes.note(shape));
        shapes
    }

    /// Adds the counts of another connector.
    pub fn add(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            count.places += more.places;
            count.connectors += more.connectors;
        }
    }

    /// Each shape, the number of its places and the number of connectors that hold it, in the order of the table.
    pub fn rows(&self) -> impl Iterator<Item = (Shape, usize, usize)> {
        Shape::ALL.iter().zip(&self.0).map(|(shape, count)| (*shape, count.places, count.connectors))
    }

    fn note(&mut self, shape: Shape) {
        if let Some(count) = self.0.get_mut(shape as usize) {
            *count = Count { places: count.places + 1, connectors: 1 };
        }
    }
}

#[cfg(test)]
mod tests;
