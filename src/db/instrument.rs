//! Counts SQL statements, and passes each to a callback: tests check the number of queries and their plans.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use sea_orm::{DatabaseConnection, Statement};

type Callback = Box<dyn Fn(&Statement) + Send + Sync>;

#[derive(Default)]
pub struct Instrument {
    statements: AtomicU64,
    callback: OnceLock<Callback>,
}

impl Instrument {
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Sets the callback; only the first one is kept.
    pub fn on_statement(&self, callback: impl Fn(&Statement) + Send + Sync + 'static) {
        let _ = self.callback.set(Box::new(callback));
    }

    pub fn record(&self, statement: &Statement) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        if let Some(callback) = self.callback.get() {
            callback(statement);
        }
    }

    /// Records every statement of a connection.
    pub fn attach(self: &Arc<Self>, connection: &mut DatabaseConnection) {
        let instrument = self.clone();
        connection.set_metric_callback(move |metric| instrument.record(metric.statement));
    }
}
