//! Selectors of the elements that the markup marks for the tests.

/// CSS selector of the elements with a `data-testid`, and what is written behind it: `testid!("inspector", " button")` are the
/// buttons inside, `testid!("event", "[aria-selected=true]")` is an element that is also selected. In a script it is written out:
/// `document.querySelector('[data-testid=inspector]')`.
///
/// Classes belong to the style sheet and come and go with it; an id, a role or a label that the page needs anyway is as good as a
/// test id.
macro_rules! testid {
    ($id:literal) => {
        concat!("[data-testid=", $id, "]")
    };
    ($id:literal, $rest:literal) => {
        concat!("[data-testid=", $id, "]", $rest)
    };
}

pub(crate) use testid;
