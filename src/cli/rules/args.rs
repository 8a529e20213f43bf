//! The arguments of `phipath rules`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use crate::knowledge::TOPICS;

/// Options of `rules`.
#[derive(Args, Debug)]
pub(in crate::cli) struct RulesOptions {
    #[command(subcommand)]
    pub(in crate::cli) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RulesCommand {
    /// List the rules with topic and severity
    List {
        /// Rule pack, or `all`; may be repeated
        #[arg(long, value_name = "NAME", default_value = "all")]
        pack: Vec<String>,
        /// Folder with rules of your own
        #[arg(long, value_name = "DIR")]
        rules: Option<PathBuf>,
    },
    /// Write a rule to start from; nothing is overwritten
    New(NewOptions),
    /// Run the examples of your own rules
    Test(TestOptions),
}

/// Options of `rules new`.
#[derive(Args, Debug)]
pub(in crate::cli) struct NewOptions {
    /// Id of the rule: the name of the defect, in lower case with hyphens
    pub(in crate::cli) id: String,
    /// What it is about; the folder that it stands in
    #[arg(long, value_name = "TOPIC", value_parser = PossibleValuesParser::new(TOPICS))]
    pub(in crate::cli) topic: String,
    /// Folder with rules of your own [default: `rules` of the configuration, else `rules`]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) dir: Option<PathBuf>,
}

/// Options of `rules test`.
#[derive(Args, Debug)]
pub(in crate::cli) struct TestOptions {
    /// Folder with rules of your own [default: `rules` of the configuration, else `rules`]
    pub(in crate::cli) dir: Option<PathBuf>,
    /// Day as of which to judge examples that say none [default: today, UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(in crate::cli) as_of: Option<jiff::civil::Date>,
}
