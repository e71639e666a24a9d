//! What was typed into the account forms, and what of it is true.

use std::collections::HashSet;
use std::sync::LazyLock;

use i18n::{LocalizedMessage, Translator};
use serde::Deserialize;

use crate::error::{FieldErrors, Result};
use crate::text;

/// The longest name, in characters.
const MAX_NAME_LENGTH: usize = 80;

/// The longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const LONGEST_EMAIL: usize = 254;

/// The shortest password, in characters.
const SHORTEST_PASSWORD: usize = 8;

/// The longest password, in characters.
const LONGEST_PASSWORD: usize = 128;

/// Passwords of 8 characters or more among the 30,000 most used of several leaks.
static LEAKED: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("leaked_passwords.txt").lines().collect());

/// The sign-up form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignUpInput {
    /// 1 to 80 characters after trimming.
    pub name: String,
    /// Valid, at most 254 characters.
    pub email: String,
    /// 8 to 128 characters, none of the well-known leaked ones.
    pub password: String,
}

/// A new account, checked.
pub struct NewAccount {
    /// As others will see it.
    pub name: String,
    /// As it was typed, trimmed.
    pub email: String,
    /// In lower case: what is compared.
    pub email_key: String,
    /// To be hashed.
    pub password: String,
}

impl SignUpInput {
    /// A new account, or everything that is wrong with what was typed.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] with every field that is wrong.
    pub fn parse(&self) -> Result<NewAccount> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(&self.name));
        let email = errors.take("email", parse_email(&self.email));
        let password = errors.take("password", parse_password(&self.password, &self.name, &self.email));
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(NewAccount {
                name,
                email_key: email_key(&email),
                email,
                password,
            }),
            _ => Err(errors.into_error()),
        }
    }
}

/// The sign-in form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignInInput {
    /// Compared without regard to case.
    pub email: String,
    /// Compared with the stored hash.
    pub password: String,
    /// A path on this site to go to afterwards.
    pub next: String,
}

/// The profile form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProfileInput {
    /// 1 to 80 characters after trimming.
    pub name: String,
}

impl ProfileInput {
    /// The new name.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] with what is wrong with it.
    pub fn parse(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        errors.take("name", parse_name(&self.name)).ok_or(errors.into_error())
    }
}

/// The password form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PasswordInput {
    /// The password in force.
    pub current: String,
    /// The one to replace it.
    pub new: String,
}

impl PasswordInput {
    /// The new password.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] with what is wrong with it.
    pub fn parse(&self, name: &str, email: &str) -> Result<String> {
        let mut errors = FieldErrors::default();
        errors
            .take("new", parse_password(&self.new, name, email))
            .ok_or(errors.into_error())
    }
}

/// What an e-mail is compared by.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

fn parse_name(typed: &str) -> Result<String, LocalizedMessage> {
    let name = text::line(typed)?;
    if name.is_empty() {
        return Err(LocalizedMessage::new(Translator::name_missing));
    }
    text::at_most(MAX_NAME_LENGTH, name)
}

fn parse_email(typed: &str) -> Result<String, LocalizedMessage> {
    let email = text::line(typed)?;
    if email.is_empty() {
        return Err(LocalizedMessage::new(Translator::email_missing));
    }
    if email.chars().count() > LONGEST_EMAIL {
        return Err(LocalizedMessage::new(|t| t.email_too_long(LONGEST_EMAIL)));
    }
    if !is_email(email) {
        return Err(LocalizedMessage::new(Translator::email_wrong));
    }
    Ok(email.to_owned())
}

/// Whether browsers would take it as an e-mail address, and its domain has a dot
/// (<https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address>).
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (1..=64).contains(&local.len())
        && local
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

fn parse_password(typed: &str, name: &str, email: &str) -> Result<String, LocalizedMessage> {
    if typed.contains('\0') {
        return Err(LocalizedMessage::new(Translator::password_nul));
    }
    if typed.chars().count() < SHORTEST_PASSWORD {
        return Err(LocalizedMessage::new(Translator::password_short));
    }
    let password = text::at_most(LONGEST_PASSWORD, typed)?;
    let lower = typed.to_lowercase();
    if LEAKED.contains(lower.as_str()) {
        return Err(LocalizedMessage::new(Translator::password_leaked));
    }
    let email = email_key(email);
    let local = email.split('@').next().unwrap_or_default();
    if [email.as_str(), local, &name.trim().to_lowercase()].contains(&lower.as_str()) {
        return Err(LocalizedMessage::new(Translator::password_is_name));
    }
    Ok(password)
}
