//! The page's clock and the browser's calendar.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;
use wire::Timestamp;

/// Milliseconds since the Unix epoch, with fractions. Rises steadily: setting the computer's clock
/// does not move it.
#[must_use]
pub fn now_ms() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or_else(Date::now, |p| p.time_origin() + p.now())
}

/// The time of day where the reader is: `10:42:07`.
#[must_use]
pub fn time_of_day(ms: f64) -> String {
    let date = Date::new(&JsValue::from_f64(ms));
    format!("{:02}:{:02}:{:02}", date.get_hours(), date.get_minutes(), date.get_seconds())
}

/// The time of day with milliseconds: `10:42:07.318`.
#[must_use]
pub fn time_with_millis(ms: f64) -> String {
    format!("{}.{:03}", time_of_day(ms), Date::new(&JsValue::from_f64(ms)).get_milliseconds())
}

/// Date and time of day in full, in the reader's time zone and this language (BCP 47), with
/// milliseconds.
#[must_use]
pub fn date_and_time(time: Timestamp, locale: &str) -> String {
    let date = Date::new(&JsValue::from_f64(time.as_millis()));
    let options = Object::new();
    for (name, value) in [
        ("year", "numeric".into()),
        ("month", "short".into()),
        ("day", "numeric".into()),
        ("hour", "2-digit".into()),
        ("minute", "2-digit".into()),
        ("second", "2-digit".into()),
        ("fractionalSecondDigits", 3.into()),
        ("timeZoneName", "short".into()),
    ] {
        // Setting a property of a plain object does not fail.
        let _ = Reflect::set(&options, &name.into(), &value);
    }
    date.to_locale_string(locale, &options).into()
}
