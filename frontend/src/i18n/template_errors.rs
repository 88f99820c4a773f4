//! What is wrong with a template of a channel's answer, in words, by the type of the problem.

use wire::Problem;

use super::Lang;
use super::api_errors::{fill, kind};

/// Begins the name of a field that is a header of the answer.
const HEADER: &str = "answer.headers.";

impl Lang {
    /// What is wrong with a template, and where; `None` of another problem.
    #[must_use]
    pub fn template_error(self, problem: &Problem) -> Option<String> {
        let (pt, en, es) = fault(kind(problem))?;
        let said = fill(self.pick(pt, en, es), problem);
        let value = |name: &str| problem.values.get(name).map(ToString::to_string);
        let Some(column) = value("column") else { return Some(said) };
        let field = value("field").unwrap_or_default();
        // A header is one line.
        let place = match (field.strip_prefix(HEADER), value("line").unwrap_or_default()) {
            (Some(header), _) => self.pick(
                format!("{header}, coluna {column}"),
                format!("{header}, column {column}"),
                format!("{header}, columna {column}"),
            ),
            (None, line) => self.pick(
                format!("Linha {line}, coluna {column}"),
                format!("Line {line}, column {column}"),
                format!("Línea {line}, columna {column}"),
            ),
        };
        Some(format!("{place}: {said}"))
    }
}

/// True when the template that the problem is about is a header's, and not the body's.
#[must_use]
pub fn is_of_header(problem: &Problem) -> bool {
    problem.values.get("field").is_some_and(|field| field.to_string().starts_with(HEADER))
}

#[rustfmt::skip]
/// A fault in each language, by the name of its problem. `{…}` are the places of its values.
pub(super) fn fault(kind: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match kind {
        "template-not-closed" => (
            "este {open} não é fechado por {close}.",
            "this {open} is not closed by {close}.",
            "este {open} no se cierra con {close}.",
        ),
        "template-too-many-values" => (
            "um modelo leva no máximo {limit} valores, e este é mais um.",
            "a template takes at most {limit} values, and this is one more.",
            "una plantilla admite como máximo {limit} valores, y este es uno más.",
        ),
        "template-bad-filter" => (
            "depois de | só pode vir raw, e não “{filter}”.",
            "only raw may stand after |, and not “{filter}”.",
            "después de | solo puede ir raw, y no “{filter}”.",
        ),
        "template-names-nothing" => (
            "falta um nome entre as chaves, como body.text.",
            "a name is missing between the braces, as in body.text.",
            "falta un nombre entre las llaves, como body.text.",
        ),
        "template-too-deep" => (
            "“{name}” desce mais de {limit} níveis.",
            "“{name}” goes deeper than {limit} steps.",
            "“{name}” baja más de {limit} niveles.",
        ),
        "template-empty-step" => (
            "em “{name}” falta um nome antes ou depois de um ponto.",
            "in “{name}” a name is missing before or after a dot.",
            "en “{name}” falta un nombre antes o después de un punto.",
        ),
        "template-no-header" => (
            "diga qual cabeçalho, como headers.x-request-id.",
            "say which header, as in headers.x-request-id.",
            "indica qué encabezado, como headers.x-request-id.",
        ),
        "template-no-parameter" => (
            "diga qual parâmetro, como query.a.",
            "say which parameter, as in query.a.",
            "indica qué parámetro, como query.a.",
        ),
        "template-unknown-name" => (
            "um evento não tem “{name}”: tem body, headers.x, query, method, path, seq, id, channel e received_at.",
            "an event has no “{name}”: it has body, headers.x, query, method, path, seq, id, channel and received_at.",
            "un evento no tiene “{name}”: tiene body, headers.x, query, method, path, seq, id, channel y received_at.",
        ),
        "template-too-long" => (
            "Um modelo tem no máximo {limit} bytes, e este tem {length}: encurte-o.",
            "A template has at most {limit} bytes, and this one has {length}: shorten it.",
            "Una plantilla tiene como máximo {limit} bytes, y esta tiene {length}: acórtala.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(kind: &str, values: &[(&str, &str)]) -> Problem {
        Problem {
            kind: format!("/problems/{kind}"),
            title: "T".into(),
            status: 400,
            detail: "the relay's own words".into(),
            values: values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        }
    }

    #[test]
    fn a_fault_is_said_with_its_place_in_the_body_or_in_a_header() {
        let open = [("line", "2"), ("column", "6"), ("open", "{{{"), ("close", "}}}")];
        let at = |field| problem("template-not-closed", &[&open[..], &[("field", field)]].concat());
        let (body, header) = (at("answer.body"), at("answer.headers.x-a.b"));
        let said = |lang: Lang, problem: &Problem| lang.template_error(problem).unwrap();
        assert_eq!(said(Lang::Pt, &body), "Linha 2, coluna 6: este {{{ não é fechado por }}}.");
        assert_eq!(said(Lang::En, &header), "x-a.b, column 6: this {{{ is not closed by }}}.");
        assert_eq!(said(Lang::Es, &body), "Línea 2, columna 6: este {{{ no se cierra con }}}.");
        assert!(is_of_header(&header) && !is_of_header(&body));
        let long = problem("template-too-long", &[("limit", "5"), ("length", "7")]);
        assert_eq!(
            said(Lang::En, &long),
            "A template has at most 5 bytes, and this one has 7: shorten it."
        );
        assert_eq!(Lang::En.template_error(&problem("bad-settings", &open)), None);
    }
}
