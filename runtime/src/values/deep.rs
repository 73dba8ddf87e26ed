//! Values deep inside a model.

use crate::json::{Decode, Decoder, Encode, Encoder, JsonError, StandIns};
use std::{
    fmt,
    ops::{Deref, DerefMut},
    panic::{RefUnwindSafe, UnwindSafe},
};

/// A boxed value that is [`Send`] and [`Sync`] by its own type.
///
/// A definition may nest objects deeper than the compiler follows types to decide whether a value can be sent to another
/// thread. Models hold the value that is too deep in this box. It dereferences to the value; [`into_inner`](Self::into_inner)
/// takes it out.
pub struct Deep<T>(Box<dyn Held<T> + Send + Sync + UnwindSafe + RefUnwindSafe>);

/// The traits that the compiler decides by the parts of a type.
pub trait Sendable: Send + Sync + UnwindSafe + RefUnwindSafe + 'static {}

impl<T: Send + Sync + UnwindSafe + RefUnwindSafe + 'static> Sendable for T {}

/// Access to the value of a box that hides its type's parts.
///
/// What a caller's crate may compile again (derived functions are inlined) is called through the box. So the compiler stops there,
/// and does not follow a chain of types to its end.
trait Held<T> {
    fn as_ref(&self) -> &T;
    fn as_mut(&mut self) -> &mut T;
    fn take(self: Box<Self>) -> T;
    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result
    where
        T: fmt::Debug;
    fn copy(&self) -> Deep<T>
    where
        T: Sendable + Clone;
    fn equals(&self, other: &T) -> bool
    where
        T: PartialEq;
}

impl<T> Held<T> for T {
    fn as_ref(&self) -> &T {
        self
    }

    fn as_mut(&mut self) -> &mut T {
        self
    }

    fn take(self: Box<Self>) -> T {
        *self
    }

    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result
    where
        T: fmt::Debug,
    {
        self.fmt(f)
    }

    fn copy(&self) -> Deep<T>
    where
        T: Sendable + Clone,
    {
        Deep::new(self.clone())
    }

    fn equals(&self, other: &T) -> bool
    where
        T: PartialEq,
    {
        self == other
    }
}

impl<T> Deep<T> {
    /// Boxes a value.
    pub fn new(value: T) -> Self
    where
        T: Sendable,
    {
        Self(Box::new(value))
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.0.take()
    }
}

impl<T> Deref for Deep<T> {
    type Target = T;

    fn deref(&self) -> &T {
        (*self.0).as_ref()
    }
}

impl<T> DerefMut for Deep<T> {
    fn deref_mut(&mut self) -> &mut T {
        (*self.0).as_mut()
    }
}

impl<T: Sendable> From<T> for Deep<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Sendable + Default> Default for Deep<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Sendable + Clone> Clone for Deep<T> {
    fn clone(&self) -> Self {
        (*self.0).copy()
    }
}

impl<T: PartialEq> PartialEq for Deep<T> {
    fn eq(&self, other: &Self) -> bool {
        (*self.0).equals(other)
    }
}

impl<T: fmt::Debug> fmt::Debug for Deep<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (*self.0).print(f)
    }
}

impl<T: Decode + Sendable> Decode for Deep<T> {
    const STAND_INS: StandIns = T::STAND_INS;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        T::decode(value).map(Self::new)
    }

    fn decode_null() -> Option<Self> {
        T::decode_null().map(Self::new)
    }

    fn named_keys() -> Option<&'static [&'static str]> {
        T::named_keys()
    }
}

impl<T: Encode> Encode for Deep<T> {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        (**self).encode(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{marker::PhantomData, rc::Rc};

    #[test]
    fn the_box_is_sendable_whatever_its_type_is() {
        fn sendable<T: Sendable>(_: PhantomData<T>) {}
        sendable(PhantomData::<Deep<Rc<u8>>>);
    }

    #[test]
    fn a_value_goes_in_and_out() {
        let mut deep = Deep::from(vec![1]);
        let copy = deep.clone();
        deep.push(2);
        assert_eq!(format!("{deep:?}"), "[1, 2]");
        assert_ne!(deep, copy);
        assert_eq!(deep.into_inner(), [1, 2]);
        assert_eq!(Deep::<Vec<u8>>::default(), Deep::new(Vec::new()));
    }
}
