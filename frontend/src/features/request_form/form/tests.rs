//! Tests of the form's reducer.

use super::*;
use crate::features::request_form::send_job::SendJob;
use crate::features::request_form::send_job::Signer;

fn after(form: Form, edits: impl IntoIterator<Item = FormAction>) -> Form {
    let form = edits.into_iter().fold(Rc::new(form), |form, edit| form.reduce(edit));
    (*form).clone()
}

#[test]
fn another_provider_has_another_secret() {
    let channel = Channel::default();
    let event =
        |provider, at| FormAction::Event(provider, at, Draft::sample(Sample::Json, &channel));
    let form = after(
        Form::new(&channel),
        [event(Provider::Github, 0), FormAction::Secret(Secret::new("s".into()))],
    );
    let same = after(form.clone(), [event(Provider::Github, 1)]);
    assert_eq!(same.secret.reveal(), "s");
    let other = after(form, [event(Provider::Stripe, 0)]);
    assert_eq!(other.secret.reveal(), "");
}

#[test]
fn a_channels_secret_signs_there_and_only_as_its_provider() {
    let (channel, other) = (Channel::default(), Channel::new("loja").unwrap());
    let event = |provider| FormAction::Event(provider, 0, Draft::sample(Sample::Json, &channel));
    let secret_channel = |provider| FormAction::SecretChannel(provider, Some(channel.clone()));
    let late = after(
        Form::new(&channel),
        [event(Provider::Github), event(Provider::Stripe), secret_channel(Provider::Github)],
    );
    assert_eq!(late.secret_channel, None);
    let form = after(late, [secret_channel(Provider::Stripe)]);
    let signer = |form: &Form, at| SendJob::of(form, form.draft.request().unwrap(), at, "").signer;
    assert_eq!(signer(&form, &channel), Some(Signer::Relay(Provider::Stripe, channel.clone())));
    assert_eq!(signer(&form, &other), None);
    let typed = after(form, [FormAction::Secret(Secret::new("s".into()))]);
    assert_eq!(
        signer(&typed, &channel),
        Some(Signer::Page(Provider::Stripe, Secret::new("s".into())))
    );
    assert_eq!(after(typed, [event(Provider::Github)]).secret_channel, None);
}

#[test]
fn nothing_prints_the_secret() {
    let channel = Channel::default();
    let sample = Draft::sample(Sample::Json, &channel);
    let form = after(
        Form::new(&channel),
        [
            FormAction::Event(Provider::Github, 0, sample),
            FormAction::Secret(Secret::new("s3cret".into())),
        ],
    );
    let job = SendJob::of(&form, form.draft.request().unwrap(), &channel, "");
    assert_eq!(job.signer.as_ref().map(Signer::provider), Some(Provider::Github));
    let printed = format!("{form:?} {job:?}");
    assert!(!printed.contains("s3cret"), "{printed}");
}

#[test]
fn what_goes_wrong_is_switched() {
    let form = Form::new(&Channel::default());
    let faulty = after(
        form.clone(),
        [
            FormAction::ToggleFault(FaultInjection::Storm),
            FormAction::ToggleFault(FaultInjection::Old),
        ],
    );
    assert_eq!(faulty.faults, [FaultInjection::Storm, FaultInjection::Old]);
    assert_eq!(
        after(
            faulty,
            [
                FormAction::ToggleFault(FaultInjection::Storm),
                FormAction::ToggleFault(FaultInjection::Old)
            ]
        ),
        form
    );
}

/// A provider chosen at one of its events, as the worker describes it.
fn chosen(provider: Provider, event: usize) -> Form {
    let channel = Channel::default();
    after(
        Form::new(&channel),
        [
            FormAction::Providers(vec![ProviderInfo {
                name: provider.name().into(),
                title: provider.title().into(),
                signs: provider.scheme().is_some() || provider == Provider::Custom,
                signs_time: provider.scheme().is_some_and(|scheme| scheme.signs_time()),
                events: vec!["created".into(), "updated".into(), "other".into()],
                pair: (provider == Provider::Mercadopago).then_some((0, 1)),
            }]),
            FormAction::Event(provider, event, Draft::sample(Sample::Json, &channel)),
        ],
    )
}

fn with_secret(form: Form) -> Form {
    after(form, [FormAction::Secret(Secret::new("s".into()))])
}

#[test]
fn a_fault_that_cannot_be_says_why_and_is_not_injected() {
    use FaultInjection as F;
    let obstacle = |form: &Form, fault| form.obstacle(fault);
    let github = with_secret(chosen(Provider::Github, 0));
    assert_eq!(obstacle(&github, F::Old), Some(Obstacle::SignsNoTime));
    assert_eq!(obstacle(&github, F::Signature), None);
    assert_eq!(obstacle(&github, F::Order), Some(Obstacle::NoPair));
    let stripe = chosen(Provider::Stripe, 0);
    assert_eq!(obstacle(&stripe, F::Old), Some(Obstacle::NoSecret));
    assert_eq!(obstacle(&stripe, F::Signature), Some(Obstacle::NoSecret));
    assert_eq!(obstacle(&with_secret(stripe), F::Old), None);
    let pix = chosen(Provider::Pix, 0);
    assert_eq!(obstacle(&pix, F::Signature), Some(Obstacle::SignsNothing));
    for fault in [F::Duplicate, F::Storm, F::Truncated] {
        assert_eq!(obstacle(&pix, fault), None);
    }
    let paid = chosen(Provider::Mercadopago, 1);
    assert_eq!((obstacle(&paid, F::Order), paid.partner()), (None, Some((0, false))));
    assert_eq!(chosen(Provider::Mercadopago, 0).partner(), Some((1, true)));
    assert_eq!(chosen(Provider::Mercadopago, 2).obstacle(F::Order), Some(Obstacle::OtherEvent));
    // Chosen where it could be, it stays chosen and does nothing where it cannot.
    let both = after(github, [FormAction::ToggleFault(F::Old), FormAction::ToggleFault(F::Storm)]);
    assert_eq!(both.injected().collect::<Vec<_>>(), [F::Storm]);
    // Beside a plain sample nothing says so: it is sent as it is, and with a provider again.
    let channel = Channel::default();
    let plain = after(both, [FormAction::Sample(Sample::Json, channel.clone())]);
    assert_eq!(plain.injected().count(), 0);
    let draft = Draft::sample(Sample::Json, &channel);
    let back = after(plain, [FormAction::Event(Provider::Github, 0, draft)]);
    assert_eq!(back.injected().collect::<Vec<_>>(), [F::Storm]);
    // How a custom provider signs, its scheme says.
    let custom = with_secret(chosen(Provider::Custom, 0));
    assert_eq!(obstacle(&custom, F::Old), Some(Obstacle::SignsNoTime));
    let stamped = DEFAULT_SCHEME.replace("\"header\"", "\"timestamp_header\":\"x-t\",\"header\"");
    assert_eq!(obstacle(&after(custom, [FormAction::Custom(stamped)]), F::Old), None);
}
