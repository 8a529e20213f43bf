//! `phipath graph`.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::Analysis;
use crate::graph::{self, DataClass, Extent, Wanted};
use crate::model::ComponentId;
use crate::report::graph::{Fold, Material, Picture, fold, picture};
use crate::report::terminal::{self, Color, Style};
use crate::report::{self, Report};

use super::args::{FoldBy, GraphOptions, PictureFormat};
use super::run::{self, Findings};
use super::{Failure, output};

/// What to do about a picture that is too large.
const SMALLER: &str = "show a part with `--around`, `--from` or `--to`, fold it with `--fold deployment`, or use `--format dot`";

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
    let open = open(options, &wanted, &analysis)?;
    let picture = folded(options, picture, &open)?;
    write(options.format, &picture)?;
    Ok(status)
}

/// The components that stay as they are: those that somebody names.
fn open(
    options: &GraphOptions,
    wanted: &Wanted,
    analysis: &Analysis,
) -> Result<BTreeSet<ComponentId>, Failure> {
    let unfolded = options.unfold.iter();
    let unfolded = unfolded.map(|text| run::component(analysis, text));
    let mut open = unfolded.collect::<Result<BTreeSet<_>, _>>()?;
    match wanted.extent {
        Extent::Whole => {}
        Extent::Around(centre, _) => drop(open.insert(centre)),
        Extent::Ways { from, to } => open.extend(from.into_iter().chain(to)),
    }
    Ok(open)
}

/// The picture, folded as somebody wants it; without a wish as far as it takes until it can be drawn.
fn folded<'run>(
    options: &GraphOptions,
    picture: Picture<'run>,
    open: &BTreeSet<ComponentId>,
) -> Result<Picture<'run>, Failure> {
    let by = match options.fold {
        Some(FoldBy::None) => return Ok(picture),
        Some(FoldBy::Deployment) => Fold::Deployment,
        Some(FoldBy::Zone) => Fold::Zone,
        Some(FoldBy::Service) => Fold::Service,
        None => return folded_to_fit(options.format, picture, open),
    };
    Ok(fold(&picture, by, open))
}

/// A picture for people folds where it would be too large, by service and then by deployment, and says so.
fn folded_to_fit<'run>(
    format: PictureFormat,
    picture: Picture<'run>,
    open: &BTreeSet<ComponentId>,
) -> Result<Picture<'run>, Failure> {
    let Some(why) = too_large(format, &picture)? else {
        return Ok(picture);
    };
    let mut best = None;
    for by in [Fold::Service, Fold::Deployment] {
        let smaller = fold(&picture, by, open);
        let fits = too_large(format, &smaller)?.is_none();
        best = Some((by, smaller));
        if fits {
            break;
        }
    }
    let Some((by, smaller)) = best.filter(|(_, smaller)| smaller.nodes.len() < picture.nodes.len())
    else {
        return Ok(picture);
    };
    let by = by.name();
    eprintln!("note: folded by {by}: the picture would have {why}");
    eprintln!(
        "  help: `--fold none` draws each component; `--around`, `--from` and `--to` show a part"
    );
    Ok(smaller)
}

/// Why a picture is too large for its format, if it is. What is for programs never is.
fn too_large(format: PictureFormat, picture: &Picture<'_>) -> Result<Option<String>, Failure> {
    Ok(match format {
        PictureFormat::Svg => report::graph::unreadable(picture),
        PictureFormat::Mermaid => {
            let mut text = Vec::new();
            output::finished(report::graph::mermaid(picture, &mut text))?;
            report::graph::beyond_limits(picture, text.len())
        }
        PictureFormat::Dot | PictureFormat::Json => None,
    })
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
        PictureFormat::Svg => {
            text = svg(picture)?.into_bytes();
            Ok(())
        }
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
        PictureFormat::Svg | PictureFormat::Dot | PictureFormat::Json => None,
    };
    if let Some(beyond) = beyond {
        eprintln!("warning: the picture has {beyond}");
        eprintln!("  help: {SMALLER}");
    }
    Ok(())
}

/// The picture as SVG, or why it is none.
pub(super) fn svg(picture: &Picture<'_>) -> Result<String, Failure> {
    report::graph::svg(picture).ok_or_else(|| {
        let why = report::graph::undrawable(picture);
        let why = why.unwrap_or_else(|| "more arrows than a layout was found for".to_owned());
        Failure::new(format!("the picture has {why}")).help(SMALLER)
    })
}
