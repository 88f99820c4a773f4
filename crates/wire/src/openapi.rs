//! Schemas of the types whose JSON is written by hand.

use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{ArrayBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::{
    Acknowledgement, AppAnswer, Attempt, Body, Channel, ConsumerAttempt, ConsumerClientMsg, ConsumerName, Digest,
    HeaderValue, Headers, StartAt, Timestamp,
};

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(description))
}

/// `{"name": "…"}`.
fn one(name: &str, description: &str) -> ObjectBuilder {
    ObjectBuilder::new().property(name, text(description)).required(name)
}

macro_rules! schema {
    ($($name:ident: $schema:expr;)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                RefOr::T($schema)
            }
        }
        impl ToSchema for $name {}
    )*};
}

schema! {
    Channel: text("A channel's name").pattern(Some("^[A-Za-z0-9_-]{1,64}$")).into();
    ConsumerName: text("A consumer's name").pattern(Some("^[A-Za-z0-9._-]{1,64}$")).into();
    StartAt: OneOfBuilder::new()
        .item(text("After the last event of this moment, or at the oldest").enum_values(Some(["now", "start"])))
        .item(ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)))
        .into();
    Digest: text("A SHA-256 digest in hexadecimal").pattern(Some("^[0-9a-f]{64}$")).into();
    Timestamp: text("A time in UTC, to the microsecond (RFC 3339)")
        .pattern(Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$")).into();
    Body: OneOfBuilder::new()
        .item(one("text", "The bytes, when they are UTF-8"))
        .item(one("base64", "The bytes in base64, when they are not"))
        .into();
    HeaderValue: OneOfBuilder::new()
        .item(text("The value, when it is UTF-8"))
        .item(one("base64", "The value in base64, when it is not"))
        .into();
    Headers: ArrayBuilder::new()
        .items(ArrayBuilder::new().items(HeaderValue::schema()).min_items(Some(2)).max_items(Some(2)))
        .description(Some("Pairs of name and value; those of one name in the order received"))
        .into();
}

/// A type with one field more, since a schema that refuses others cannot be part of another.
fn with<T: PartialSchema>(name: &str, property: ObjectBuilder) -> RefOr<Schema> {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => {
            RefOr::T(ObjectBuilder::from(object).property(name, property).required(name).into())
        }
        other => other,
    }
}

impl PartialSchema for ConsumerAttempt {
    fn schema() -> RefOr<Schema> {
        with::<Attempt>("consumer", text("The consumer").pattern(Some("^[A-Za-z0-9._-]{1,64}$")))
    }
}

impl ToSchema for ConsumerAttempt {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Attempt::schemas(schemas);
    }
}

impl PartialSchema for ConsumerClientMsg {
    fn schema() -> RefOr<Schema> {
        let tag = |name: &str| text("Which message it is").enum_values(Some([name]));
        let t = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Integer, Type::Null]));
        let ping = ObjectBuilder::new()
            .property("type", tag("ping"))
            .required("type")
            .property("t", t.description(Some("Comes back as it is")));
        let messages = OneOfBuilder::new()
            .item(with::<Acknowledgement>("type", tag("ack")))
            .item(with::<AppAnswer>("type", tag("answer")))
            .item(ping);
        RefOr::T(messages.into())
    }
}

impl ToSchema for ConsumerClientMsg {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Acknowledgement::schemas(schemas);
        AppAnswer::schemas(schemas);
    }
}
