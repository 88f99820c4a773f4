//! Errors of the page's worker in words.

use page_worker::ToolError;

use super::{Lang, Msg};

impl Lang {
    /// The reason why the worker did not run a task.
    #[must_use]
    pub fn tool_error(self, error: &ToolError) -> String {
        match error {
            ToolError::Unavailable => self.t(Msg::ToolUnavailable).into(),
            ToolError::Refused(why) => self.refused_task(why),
        }
    }

    /// The reason why a request was not signed, or a signature not checked.
    #[must_use]
    pub fn signing_error(self, error: &ToolError) -> String {
        match error {
            ToolError::Unavailable => self.tool_error(error),
            ToolError::Refused(why) => self.pick(
                format!("Não dá para assinar: {why}."),
                format!("It cannot be signed: {why}."),
                format!("No se puede firmar: {why}."),
            ),
        }
    }

    /// The worker's own words. Two are codes; the others are English, as libraries say them.
    fn refused_task(self, why: &str) -> String {
        match why {
            "boundary" => self
                .pick(
                    "Falta o `boundary` no cabeçalho content-type, ou no corpo.",
                    "The `boundary` is missing in the content-type header, or in the body.",
                    "Falta el `boundary` en el encabezado content-type, o en el cuerpo.",
                )
                .into(),
            "unfinished" => self
                .pick(
                    "O corpo termina no meio de uma parte.",
                    "The body ends in the middle of a part.",
                    "El cuerpo termina en medio de una parte.",
                )
                .into(),
            why => why.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_is_said_as_what_it_is() {
        let refused = |why: &str| ToolError::Refused(why.into());
        assert_eq!(Lang::En.tool_error(&refused("<a> is not closed")), "<a> is not closed");
        assert!(Lang::En.tool_error(&refused("boundary")).contains("content-type"));
        assert!(Lang::En.signing_error(&refused("no key")).contains("signed: no key"));
        for lang in Lang::ALL {
            let reload = lang.t(Msg::ToolUnavailable);
            assert_eq!(lang.tool_error(&ToolError::Unavailable), reload);
            assert_eq!(lang.signing_error(&ToolError::Unavailable), reload);
        }
    }
}
