//! Meanings of well-known headers, a sentence each.

use super::Lang;

impl Lang {
    /// Meaning of a header, by its name in any case. `None` for one that is not well known.
    #[must_use]
    pub fn header_meaning(self, name: &str) -> Option<&'static str> {
        meanings(&name.to_ascii_lowercase()).map(|(pt, en, es)| self.pick(pt, en, es))
    }
}

#[rustfmt::skip]
/// In each language.
fn meanings(name: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match name {
        "accept" => ("os tipos de resposta que quem envia aceita", "the types of answer that the sender takes", "los tipos de respuesta que acepta quien envía"),
        "accept-encoding" => ("as compressões que quem envia entende", "the compressions that the sender understands", "las compresiones que entiende quien envía"),
        "authorization" => ("as credenciais de quem envia", "the sender’s credentials", "las credenciales de quien envía"),
        "cache-control" => ("se e por quanto tempo a resposta pode ser guardada", "whether, and how long, the answer may be kept", "si la respuesta se puede guardar, y por cuánto tiempo"),
        "connection" => ("o que fazer com a conexão depois", "what becomes of the connection afterwards", "qué pasa después con la conexión"),
        "content-encoding" => ("o corpo está comprimido assim, e foi deixado assim", "the body is compressed like this, and left like this", "el cuerpo está comprimido así, y así se dejó"),
        "content-length" => ("o tamanho do corpo, em bytes", "the length of the body, in bytes", "el tamaño del cuerpo, en bytes"),
        "content-type" => ("o tipo do corpo", "the type of the body", "el tipo del cuerpo"),
        "cookie" => ("o que um site guardou em quem envia", "what a site keeps at the sender", "lo que un sitio guardó en quien envía"),
        "expect" => ("pergunta antes de enviar o corpo", "asks before it sends the body", "pregunta antes de enviar el cuerpo"),
        "forwarded" | "x-forwarded-for" => ("de onde a requisição veio, segundo um proxy", "where the request came from, as a proxy says", "de dónde vino la solicitud, según un proxy"),
        "host" => ("o endereço que quem envia chamou", "the address that the sender called", "la dirección que llamó quien envía"),
        "idempotency-key" => ("a mesma em cada nova tentativa: processe uma vez só", "the same in every retry: process it once", "la misma en cada reintento: procésala una sola vez"),
        "origin" => ("a página que enviou", "the page that sent it", "la página que envió"),
        "referer" => ("de que página veio", "the page it came from", "de qué página vino"),
        "traceparent" => ("liga esta requisição a outras (W3C Trace Context)", "ties this request to others (W3C Trace Context)", "une esta solicitud con otras (W3C Trace Context)"),
        "transfer-encoding" => ("o corpo veio em pedaços, que foram juntados", "the body came in pieces, which were joined", "el cuerpo llegó en trozos, que se juntaron"),
        "user-agent" => ("o programa que enviou", "the program that sent it", "el programa que envió"),
        "x-forwarded-host" => ("o endereço chamado, antes de um proxy", "the address called, before a proxy", "la dirección llamada, antes de un proxy"),
        "x-forwarded-proto" => ("http ou https, antes de um proxy", "http or https, before a proxy", "http o https, antes de un proxy"),
        "x-request-id" => ("um número desta requisição, para procurar em logs", "a number of this request, to look for in logs", "un número de esta solicitud, para buscarlo en los logs"),
        "x-github-delivery" | "webhook-id" | "svix-id" | "x-shopify-webhook-id" => ("o número desta entrega, o mesmo em novas tentativas", "the number of this delivery, the same in retries", "el número de esta entrega, el mismo en los reintentos"),
        "x-github-event" | "x-gitlab-event" | "x-shopify-topic" | "linear-event" => ("o tipo do evento", "the kind of event", "el tipo del evento"),
        "x-github-hook-id" => ("o webhook cadastrado que enviou", "the registered webhook that sent it", "el webhook registrado que envió"),
        "x-hub-signature" => ("a assinatura antiga, com SHA-1: confira a de SHA-256", "the old signature, by SHA-1: check the one by SHA-256", "la firma antigua, con SHA-1: verifica la de SHA-256"),
        "x-hub-signature-256" | "stripe-signature" | "x-slack-signature" | "x-shopify-hmac-sha256" | "x-twilio-signature"
        | "x-signature" | "paddle-signature" | "linear-signature" | "x-zm-signature" | "webhook-signature" | "svix-signature"
        | "x-signature-ed25519" => ("a assinatura, que prova quem enviou: veja a aba Assinatura", "the signature, which proves who sent it: see the tab Signature", "la firma, que prueba quién envió: mira la pestaña Firma"),
        "x-slack-request-timestamp" | "x-signature-timestamp" | "x-zm-request-timestamp" | "webhook-timestamp" | "svix-timestamp" => ("quando foi assinado, em segundos desde 1970", "when it was signed, in seconds since 1970", "cuándo se firmó, en segundos desde 1970"),
        "x-slack-retry-num" => ("qual nova tentativa é esta", "which retry this is", "qué reintento es este"),
        "x-telegram-bot-api-secret-token" | "x-gitlab-token" => ("o próprio segredo combinado: não o mostre a ninguém", "the shared secret itself: show it to nobody", "el propio secreto compartido: no se lo muestres a nadie"),
        name if name.starts_with("sec-") => ("do navegador, sobre a página que enviou", "of the browser, about the page that sent it", "del navegador, sobre la página que envió"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_headers_are_explained_and_others_are_not() {
        assert!(Lang::Pt.header_meaning("Content-Type").unwrap().contains("corpo"));
        assert!(Lang::En.header_meaning("content-type").unwrap().contains("body"));
        assert!(Lang::Es.header_meaning("content-type").unwrap().contains("cuerpo"));
        assert_eq!(Lang::En.header_meaning("x-loja"), None);
        for provider in providers::Provider::ALL {
            for sample in provider.samples() {
                let mut names = sample.headers.iter().map(|(name, _)| name);
                assert!(names.any(|name| Lang::En.header_meaning(name).is_some()), "{provider:?}");
            }
        }
    }
}
