//! Tables of text.

use yew::prelude::*;

/// A table: the names of its columns (none: no head), and its rows, of which the first cell is the
/// row's own name.
pub fn table(class: &'static str, head: &[&str], rows: Vec<Vec<Html>>) -> Html {
    let head = head.iter().map(|name| html! { <th scope="col">{ *name }</th> });
    let rows = rows.into_iter().map(|cells| {
        let cells = cells.into_iter().enumerate().map(|(at, cell)| {
            if at == 0 {
                html! { <th scope="row">{ cell }</th> }
            } else {
                html! { <td>{ cell }</td> }
            }
        });
        html! { <tr>{ for cells }</tr> }
    });
    html! { <table {class}><thead><tr>{ for head }</tr></thead><tbody>{ for rows }</tbody></table> }
}
