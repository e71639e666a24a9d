//! One path and the methods it answers. Unlike poem's own, a refusal (405) says which those are, as RFC 9110 asks.

use poem::endpoint::BoxEndpoint;
use poem::error::MethodNotAllowedError;
use poem::http::Method;
use poem::{Endpoint, EndpointExt, Error, IntoEndpoint, IntoResponse, Request, Response, Result};

/// The methods of a path, for the `Allow` header of a 405; carried by the error.
#[derive(Clone, Debug)]
pub struct Allow(pub String);

impl Allow {
    /// The refusal of a method that is none of these.
    pub fn refusal(methods: impl IntoIterator<Item = Method>) -> Error {
        let mut names: Vec<String> = methods.into_iter().map(|method| method.to_string()).collect();
        if names.iter().any(|name| name == "GET") {
            names.push(Method::HEAD.to_string());
        }
        names.sort();
        let mut error = Error::from(MethodNotAllowedError);
        error.set_data(Self(names.join(", ")));
        error
    }
}

/// What answers at one path, by method. `HEAD` is answered like `GET`, without the body.
#[derive(Default)]
pub struct Methods(Vec<(Method, BoxEndpoint<'static>)>);

/// Answers `GET`.
pub fn get<E: IntoEndpoint<Endpoint: 'static>>(endpoint: E) -> Methods {
    Methods::default().with(Method::GET, endpoint)
}

/// Answers `POST`.
pub fn post<E: IntoEndpoint<Endpoint: 'static>>(endpoint: E) -> Methods {
    Methods::default().with(Method::POST, endpoint)
}

impl Methods {
    /// Answers `POST` as well.
    pub fn post<E: IntoEndpoint<Endpoint: 'static>>(self, endpoint: E) -> Self {
        self.with(Method::POST, endpoint)
    }

    fn with<E: IntoEndpoint<Endpoint: 'static>>(mut self, method: Method, endpoint: E) -> Self {
        self.0.push((method, endpoint.map_to_response().boxed()));
        self
    }
}

impl Endpoint for Methods {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let head = request.method() == Method::HEAD;
        if head {
            request.set_method(Method::GET);
        }
        let found = self.0.iter().find(|(method, _)| method == request.method());
        let Some((_, endpoint)) = found else {
            return Err(Allow::refusal(self.0.iter().map(|(method, _)| method.clone())));
        };
        let mut response = endpoint.call(request).await?.into_response();
        if head {
            response.set_body(());
        }
        Ok(response)
    }
}
