//! Predicts the wait: put an event between two polls, fire it there, compare.

use wire::Channel;
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::outgoing_request::OutgoingRequest;
use crate::model::route::webhook_path;
use crate::platform::dom::number_value;
use crate::platform::task::AbortOnDrop;
use crate::services::api;
use crate::services::poll_phase::wait_for_phase;
use crate::state::contexts::{use_lang, use_race, use_race_setup};

/// Props of [`Predict`].
#[derive(PartialEq, Properties)]
pub struct PredictProps {
    /// The channel to fire at.
    pub channel: Channel,
}

/// Steps from one poll to the next. The last one is left out: an event at the moment of a poll may
/// be found by it, or by the one after.
const STEPS: u32 = 100;

/// The state of a prediction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Prediction {
    #[default]
    None,
    /// The event is to be fired when its time comes.
    Firing,
    /// The event, and the wait expected of it in ms.
    Fired(u64, f64),
}

/// The range from one poll to the next: dragged, or moved with the arrow keys.
#[component]
pub fn Predict(props: &PredictProps) -> Html {
    let (lang, handle, setup) = (use_lang(), use_race(), use_race_setup());
    let place = use_state_eq(|| STEPS * 3 / 10);
    let prediction = use_state_eq(Prediction::default);
    let race = handle.state.borrow();
    let interval = race.settings().interval_ms;
    let phase = f64::from(*place) / f64::from(STEPS);
    let predicted = (1.0 - phase) * interval;
    let oninput = {
        let place = place.clone();
        Callback::from(move |e: InputEvent| {
            place.set(number_value(&e).unwrap_or_default() as u32);
        })
    };
    // Given up with this: of another channel nothing is to be fired here.
    let task = use_mut_ref(|| None::<AbortOnDrop>);
    let onclick = {
        let (race, channel, prediction) = (setup.live, props.channel.clone(), prediction.clone());
        Callback::from(move |_: MouseEvent| {
            if *prediction == Prediction::Firing {
                return;
            }
            let (race, channel) = (race.clone(), channel.clone());
            let prediction = prediction.setter();
            prediction.set(Prediction::Firing);
            let fire = async move {
                wait_for_phase(&race, phase).await;
                // Pull may ask at another interval by now.
                let predicted = (1.0 - phase) * race.borrow().settings().interval_ms;
                let request = OutgoingRequest {
                    method: "POST".into(),
                    path: webhook_path(&channel),
                    headers: vec![("content-type".into(), "text/plain; charset=utf-8".into())],
                    body: Some(lang.prediction(predicted).into_bytes()),
                };
                if let Ok(Some(stored)) = api::fire(&request).await {
                    prediction.set(Prediction::Fired(stored.seq, predicted));
                } else {
                    prediction.set(Prediction::None);
                }
            };
            *task.borrow_mut() = Some(AbortOnDrop::spawn(fire));
        })
    };
    let result = match *prediction {
        Prediction::Fired(seq, predicted) => {
            lang.prediction_result(predicted, race.advantage_of(seq))
        }
        Prediction::Firing => lang.prediction_waits().to_owned(),
        Prediction::None => String::new(),
    };
    html! {
        <div class="predict" data-testid="predict" role="group" aria-label={lang.t(Msg::Predict)}>
            <i class="mark"></i>
            <input type="range" min="0" max={(STEPS - 1).to_string()} value={place.to_string()} {oninput}
                aria-label={lang.t(Msg::PredictPlace)} aria-valuetext={lang.seconds(phase * interval)} />
            <i class="mark hit"></i>
            <span class="num">{ lang.prediction(predicted) }</span>
            <button type="button" class="chip" {onclick}>{ lang.t(Msg::PredictFire) }</button>
            <span class="num" role="status">{ result }</span>
        </div>
    }
}
