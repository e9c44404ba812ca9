//! The texts of each language, parsed once when they are first needed.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Language;

/// What is put into a text: a number, which plurals go by, or words.
pub type Value<'a> = FluentValue<'a>;

macro_rules! texts {
    ($language:literal) => {
        [
            include_str!(concat!("../../assets/locales/", $language, "/common.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/actions.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/lists.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/detail.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/overview.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/dialogs.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/operations.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/feedback.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/activity.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/setup.ftl")),
        ]
    };
}

static ENGLISH: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
static RUSSIAN: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
static KAZAKH: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    match language {
        Language::En => ENGLISH.get_or_init(|| parsed(language)),
        Language::Ru => RUSSIAN.get_or_init(|| parsed(language)),
        Language::Kk => KAZAKH.get_or_init(|| parsed(language)),
    }
}

/// The files of a language. A message that is twice there, or cannot be read, is found by the tests.
pub(super) const fn files(language: Language) -> [&'static str; 10] {
    match language {
        Language::En => texts!("en"),
        Language::Ru => texts!("ru"),
        Language::Kk => texts!("kk"),
    }
}

fn parsed(language: Language) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // The marks around what is put in are for browsers; a terminal shows them as holes.
    bundle.set_use_isolating(false);
    for text in files(language) {
        // What was understood is used, even where a part was not: the tests see to it that all is.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A text by its key. A key that a language does not have is said in English, and one that nobody knows as it is.
pub fn speak(language: Language, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
    let said = [language, Language::En].into_iter().find_map(|language| found(language, key, values));
    let said = said.unwrap_or_else(|| key.to_owned());
    #[cfg(test)]
    super::heard::note(key, &said);
    said
}

fn found(language: Language, key: &str, values: &[(&'static str, Value<'_>)]) -> Option<String> {
    let bundle = bundle(language);
    let pattern = bundle.get_message(key)?.value()?;
    let args: Option<FluentArgs> = (!values.is_empty()).then(|| values.iter().cloned().collect());
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, args.as_ref(), &mut errors).into_owned())
}
