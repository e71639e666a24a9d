//! Routes the methods of one path. Unlike poem's own router, a 405 response has an `Allow` header (RFC 9110, section
//! 15.5.6).

use poem::endpoint::BoxEndpoint;
use poem::error::MethodNotAllowedError;
use poem::http::Method;
use poem::{Endpoint, EndpointExt, Error, IntoEndpoint, IntoResponse, Request, Response, Result};

/// The value of the `Allow` header, attached to the 405 error.
#[derive(Clone, Debug)]
pub struct Allow(pub String);

impl Allow {
    /// The 405 error of a path that supports these methods. `HEAD` is added to `GET`.
    pub fn method_not_allowed(methods: impl IntoIterator<Item = Method>) -> Error {
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

/// The endpoints of one path by method. `HEAD` calls the endpoint of `GET` and drops the body.
#[derive(Default)]
pub struct Methods(Vec<(Method, BoxEndpoint<'static>)>);

pub fn get<E: IntoEndpoint<Endpoint: 'static>>(endpoint: E) -> Methods {
    Methods::default().with(Method::GET, endpoint)
}

pub fn post<E: IntoEndpoint<Endpoint: 'static>>(endpoint: E) -> Methods {
    Methods::default().with(Method::POST, endpoint)
}

impl Methods {
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
        let is_head = request.method() == Method::HEAD;
        if is_head {
            request.set_method(Method::GET);
        }
        let route = self.0.iter().find(|(method, _)| method == request.method());
        let Some((_, endpoint)) = route else {
            return Err(Allow::method_not_allowed(
                self.0.iter().map(|(method, _)| method.clone()),
            ));
        };
        let mut response = endpoint.call(request).await?.into_response();
        if is_head {
            response.set_body(());
        }
        Ok(response)
    }
}
