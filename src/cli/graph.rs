//! `phipath graph`.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::Analysis;
use crate::graph::{self, DataClass, Extent, Wanted};
use crate::report::graph::{Material, Picture, picture};
use crate::report::terminal::{self, Color, Style};
use crate::report::{self, Report};

use super::args::{GraphOptions, PictureFormat};
use super::run::{self, Findings};
use super::{Failure, output};

/// Draws the graph, and gives the exit status.
pub(super) fn run(options: &GraphOptions) -> Result<u8, Failure> {
    let mut analysis = run::analysed(&options.paths, &options.shared)?;
    let status = run::status(&analysis)?;
    let report = Findings::taken(&mut analysis).report(&analysis, &options.shared);
    // The picture goes to standard output, and what there is to say of inputs would not be part of it.
    notes(&report)?;
    let wanted = wanted(options, &analysis)?;
    let selection = graph::select(&analysis.graph, &analysis.knowledge, &wanted);
    let material = Material {
        report: &report,
        graph: &analysis.graph,
        knowledge: &analysis.knowledge,
        deployments: &analysis.model.deployments,
    };
    let mut caption = caption(options);
    if matches!(wanted.extent, Extent::Ways { .. }) && selection.edges.is_empty() {
        caption.push("no way of data was found in what was read".to_owned());
    }
    let class = options.class.unwrap_or(DataClass::Phi);
    let picture = picture(material, &selection, class, caption);
    write(options.format, &picture)?;
    Ok(status)
}

/// Says on standard error what there is to say of inputs.
pub(super) fn notes(report: &Report<'_>) -> Result<(), Failure> {
    let style = Style {
        color: Color::Never,
        ..Style::default()
    };
    output::finished(terminal::render_notes(
        report,
        &style,
        &mut io::stderr().lock(),
    ))
}

fn wanted(options: &GraphOptions, analysis: &Analysis) -> Result<Wanted, Failure> {
    let named = |text: &Option<String>| {
        let id = text.as_ref().map(|text| run::component(analysis, text));
        id.transpose()
    };
    let extent = match (
        named(&options.around)?,
        named(&options.from)?,
        named(&options.to)?,
    ) {
        (Some(centre), ..) => Extent::Around(centre, options.hops),
        (None, None, None) => Extent::Whole,
        (None, from, to) => Extent::Ways { from, to },
    };
    Ok(Wanted {
        extent,
        layers: options.layer.iter().copied().collect::<BTreeSet<_>>(),
        class: options.class,
    })
}

/// Which part of the graph the picture shows, in words.
fn caption(options: &GraphOptions) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(centre) = &options.around {
        let hops = match options.hops {
            1 => "1 hop".to_owned(),
            hops => format!("{hops} hops"),
        };
        words.push(format!("within {hops} of {centre}"));
    }
    if options.from.is_some() || options.to.is_some() {
        let from = options.from.iter().map(|from| format!(" from {from}"));
        let to = options.to.iter().map(|to| format!(" to {to}"));
        let ends: String = from.chain(to).collect();
        words.push(format!("ways of data{ends}"));
    }
    if let Some(class) = options.class {
        words.push(format!("only what carries {}", class.name()));
    }
    match words.is_empty() {
        true => words,
        false => vec![words.join(", ")],
    }
}

fn write(format: PictureFormat, picture: &Picture<'_>) -> Result<(), Failure> {
    let mut text = Vec::new();
    let rendered = match format {
        PictureFormat::Dot => report::graph::dot(picture, &mut text),
        PictureFormat::Mermaid => report::graph::mermaid(picture, &mut text),
        PictureFormat::Json => report::json::render_graph(picture, &mut text),
    };
    let mut out = io::stdout().lock();
    output::finished(
        rendered
            .and_then(|()| out.write_all(&text))
            .and_then(|()| out.flush()),
    )?;
    let beyond = match format {
        PictureFormat::Mermaid => report::graph::beyond_limits(picture, text.len()),
        PictureFormat::Dot | PictureFormat::Json => None,
    };
    if let Some(beyond) = beyond {
        eprintln!("warning: the picture has {beyond}");
        eprintln!("  help: show a part with `--around`, `--from` or `--to`, or use `--format dot`");
    }
    Ok(())
}
