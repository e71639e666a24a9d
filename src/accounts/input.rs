//! Typed input of the account forms, and its validation.

use std::collections::HashSet;
use std::sync::LazyLock;

use i18n::{LocalizedMessage, Translator};
use serde::Deserialize;

use crate::error::{FieldErrors, Result};
use crate::text;

/// In characters.
const MAX_NAME_LENGTH: usize = 80;

/// In characters: RFC 5321, section 4.5.3.1.3, without the angle brackets.
const MAX_EMAIL_LENGTH: usize = 254;

/// In characters.
const MIN_PASSWORD_LENGTH: usize = 8;

/// In characters.
const MAX_PASSWORD_LENGTH: usize = 128;

/// Passwords of 8 characters or more among the 30,000 most frequent ones of several leaks, in lower case.
static LEAKED_PASSWORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("leaked_passwords.txt").lines().collect());

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

/// Validated input of the sign-up form.
pub struct NewAccount {
    pub name: String,
    /// Trimmed, in the case in which it was typed.
    pub email: String,
    /// The result of [`email_key`].
    pub email_key: String,
    /// Plain text; it is hashed before it is stored.
    pub password: String,
}

impl SignUpInput {
    /// # Errors
    /// [`crate::error::AppError::Invalid`] with every field that is wrong.
    pub fn parse(&self) -> Result<NewAccount> {
        let mut errors = FieldErrors::default();
        let name = errors.collect("name", parse_name(&self.name));
        let email = errors.collect("email", parse_email(&self.email));
        let password = errors.collect("password", parse_password(&self.password, &self.name, &self.email));
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

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignInInput {
    /// Compared without regard to case.
    pub email: String,
    pub password: String,
    /// The path to redirect to after the sign-in.
    pub next: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProfileInput {
    /// 1 to 80 characters after trimming.
    pub name: String,
}

impl ProfileInput {
    /// Returns the new name.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] for `name`.
    pub fn parse(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        errors
            .collect("name", parse_name(&self.name))
            .ok_or(errors.into_error())
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PasswordInput {
    pub current: String,
    pub new: String,
}

impl PasswordInput {
    /// Returns the new password. It must differ from the name, the e-mail and its local part.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] for `new`.
    pub fn parse(&self, name: &str, email: &str) -> Result<String> {
        let mut errors = FieldErrors::default();
        errors
            .collect("new", parse_password(&self.new, name, email))
            .ok_or(errors.into_error())
    }
}

/// The form in which e-mails are compared: trimmed, in lower case.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

fn parse_name(typed: &str) -> Result<String, LocalizedMessage> {
    let name = text::single_line(typed)?;
    if name.is_empty() {
        return Err(LocalizedMessage::new(Translator::name_missing));
    }
    text::check_length(MAX_NAME_LENGTH, name)
}

fn parse_email(typed: &str) -> Result<String, LocalizedMessage> {
    let email = text::single_line(typed)?;
    if email.is_empty() {
        return Err(LocalizedMessage::new(Translator::email_missing));
    }
    if email.chars().count() > MAX_EMAIL_LENGTH {
        return Err(LocalizedMessage::new(|t| t.email_too_long(MAX_EMAIL_LENGTH)));
    }
    if !is_email(&email) {
        return Err(LocalizedMessage::new(Translator::email_wrong));
    }
    Ok(email)
}

/// Whether `text` is a valid e-mail address by the HTML standard, and its domain has a dot
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
    if typed.chars().count() < MIN_PASSWORD_LENGTH {
        return Err(LocalizedMessage::new(Translator::password_short));
    }
    let password = text::check_length(MAX_PASSWORD_LENGTH, typed)?;
    let lower = typed.to_lowercase();
    if LEAKED_PASSWORDS.contains(lower.as_str()) {
        return Err(LocalizedMessage::new(Translator::password_leaked));
    }
    let email = email_key(email);
    let local = email.split('@').next().unwrap_or_default();
    if [email.as_str(), local, &name.trim().to_lowercase()].contains(&lower.as_str()) {
        return Err(LocalizedMessage::new(Translator::password_is_name));
    }
    Ok(password)
}
