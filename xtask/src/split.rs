//! The release page in two modules: what its first screen needs, and what comes a moment later.
//!
//! A browser draws nothing before it has a module whole. `frontend/src/deferred.rs` marks the function behind which the
//! rest stands, and the splitter moves out what only that function reaches: code, the tables of trait objects, data. It
//! goes by what the linker noted (relocations), which wasm-bindgen throws away, so it has to run between the two, where
//! Trunk has no hook. Trunk therefore builds the page as ever, and then its wasm and glue are made once more from the module
//! that it compiled, in two parts, and take the place of the ones it made.

use std::{
    collections::HashMap,
    convert::Infallible,
    env, fs,
    hash::{DefaultHasher, Hasher as _},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_encoder::{
    Module,
    reencode::{self, Reencode, utils},
};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{CustomSectionReader, Import, Imports, Parser, Payload};

use crate::{
    shell::{ask, run},
    tools::Tools,
    workspace::Workspace,
};

/// The files as they name one another until they get their names in dist/.
const GLUE: &str = "./frontend.js";
const LINK: &str = "./frontend_link.js";
const DEFERRED: &str = "./split_deferred.wasm";
/// Where wasm-bindgen has the wasm import its glue's functions from.
const IMPORTED: &str = "./frontend_bg.js";

/// Has the deferred module on its way as soon as the scripts are there: the answer then begins when the first module is nearly
/// whole, and takes little of its line. From the start, it would take a third.
const EARLY: &str = r#"
document.head.append(Object.assign(document.createElement("link"), {
    rel: "preload", as: "fetch", crossOrigin: "anonymous", fetchPriority: "low",
    href: new URL("./split_deferred.wasm", import.meta.url),
}));
"#;

/// Has Trunk compile a module that can be split.
pub(crate) fn prepare(trunk: &mut Command) {
    // `RUSTFLAGS` of the caller's would be overruled by ours, so they are taken in.
    let given = match (env::var("CARGO_ENCODED_RUSTFLAGS"), env::var("RUSTFLAGS")) {
        (Ok(encoded), _) => encoded,
        (_, Ok(plain)) => plain.split_whitespace().collect::<Vec<_>>().join("\x1f"),
        _ => String::new(),
    };
    let mut flags: Vec<String> = Some(given).filter(|given| !given.is_empty()).into_iter().collect();
    flags.extend(["--cfg=split", "-Clink-args=--emit-relocs"].map(str::to_owned));
    if let Some(home) = cargo_home() {
        // Where a panic stands is said by the crate's path, without the folder of whoever built it.
        flags.push(format!("--remap-path-prefix={}=", home.join("registry").join("src").display()));
    }
    trunk.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    // The splitter reads names; they are taken out here, afterwards.
    trunk.env("CARGO_PROFILE_WEB_STRIP", "false");
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// Splits the page that Trunk has built into `dist`.
pub(crate) fn split(ws: &Workspace, tools: &Tools, dist: &Path) -> Result<()> {
    let index = dist.join("index.html");
    let page = text(&index)?;
    // Written again at the end: what Trunk has left does not run, and without a document it is no page.
    fs::remove_file(&index).with_context(|| format!("cannot remove {}", index.display()))?;
    let target = target(ws)?;
    let folder = target.join("split");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let compiled = read(&target.join("wasm32-unknown-unknown").join("web").join("frontend.wasm"))?;
    let main = folder.join("frontend.wasm");
    let mut options = Options::new(&compiled);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.main_module = GLUE;
    options.link_name = LINK;
    let made = transform(options).map_err(|error| anyhow!("cannot split the page's wasm: {error:#}"))?;
    let [deferred] = &*made.split_modules else {
        return Err(anyhow!("the page's wasm came in {} modules, not two", 1 + made.split_modules.len()));
    };
    run(Command::new(tools.wasm_bindgen_path())
        // The table of functions that both modules call one another by is an export of the linker.
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", "frontend", "--out-dir"])
        .args([&folder, &main]))?;

    let (wasm, glue) = shorten(&read(&folder.join("frontend_bg.wasm"))?, text(&folder.join("frontend.js"))?)?;
    let deferred = plain(&read(deferred)?)?;
    let link = text(&folder.join("frontend_link.js"))? + EARLY;
    let before = built_by_trunk(dist)?;
    let stem = format!("frontend-{:016x}", hash([&wasm, glue.as_bytes(), &deferred, link.as_bytes()]));

    let glue = once(&glue, &format!("from \"{LINK}\""), &format!("from \"./{stem}_link.js\""))?;
    let link = once(&link, GLUE, &format!("./{stem}.js"))?;
    let link = link.replace(DEFERRED, &format!("./{stem}_deferred.wasm"));
    let page = page.replace(&before, &stem);
    // Fetched together with the glue that imports it, not a round trip later.
    let preload = format!("<link rel=\"modulepreload\" href=\"/{stem}_link.js\" crossorigin=\"anonymous\"></head>");
    let page = once(&page, "</head>", &preload)?;

    for ending in [".js", "_bg.wasm"] {
        let file = dist.join(format!("{before}{ending}"));
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    for (ending, content) in
        [(".js", glue.as_bytes()), ("_link.js", link.as_bytes()), ("_bg.wasm", &wasm), ("_deferred.wasm", &deferred)]
    {
        write(&dist.join(format!("{stem}{ending}")), content)?;
    }
    // The worker was compiled with the same flags, and carries the same notes.
    let worker = dist.join("tools_bg.wasm");
    write(&worker, &plain(&read(&worker)?)?)?;
    write(&index, page.as_bytes())
}

/// Where Cargo puts what it compiles.
fn target(ws: &Workspace) -> Result<PathBuf> {
    let metadata = ask(ws.cargo().args(["metadata", "--no-deps", "--offline", "--format-version", "1"]));
    let metadata = metadata.context("`cargo metadata` failed")?;
    let (_, rest) =
        metadata.split_once("\"target_directory\":\"").context("`cargo metadata` names no target folder")?;
    let (path, _) = rest.split_once('"').context("`cargo metadata` is cut off")?;
    // A path that JSON has to escape is one of Windows.
    Ok(path.replace("\\\\", "\\").into())
}

/// The name that Trunk gave the page's files, without their endings.
fn built_by_trunk(dist: &Path) -> Result<String> {
    for entry in fs::read_dir(dist).with_context(|| format!("cannot list {}", dist.display()))? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if let Some(stem) = name.strip_suffix("_bg.wasm").filter(|stem| stem.starts_with("frontend-")) {
            return Ok(stem.to_owned());
        }
    }
    Err(anyhow!("Trunk has left no frontend-…_bg.wasm in {}", dist.display()))
}

/// Gives the glue's functions short names, in the wasm that imports them and in the glue: wasm-bindgen's are long, and end in
/// sixteen digits of chance that nothing packs. Returns both.
fn shorten(wasm: &[u8], glue: String) -> Result<(Vec<u8>, String)> {
    let mut names = HashMap::new();
    let mut glue = glue;
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::ImportSection(section) = payload? else { continue };
        for import in section.into_imports() {
            let import = import?;
            if import.module == IMPORTED {
                let short = format!("f{}", names.len());
                glue =
                    once(&glue, &format!("        {}: function", import.name), &format!("        {short}: function"))?;
                names.insert(import.name.to_owned(), short);
            }
        }
    }
    ensure!(!names.is_empty(), "the page's wasm imports nothing from {IMPORTED}");
    Ok((encode(wasm, &names)?, glue))
}

/// A module without what is for tools alone: names and notes, and the room that the linker left in its numbers.
fn plain(wasm: &[u8]) -> Result<Vec<u8>> {
    encode(wasm, &HashMap::new())
}

fn encode(wasm: &[u8], names: &HashMap<String, String>) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Plain(names).parse_core_module(&mut module, Parser::new(0), wasm).context("cannot write the page's wasm anew")?;
    Ok(module.finish())
}

/// What is written another way than it is read.
struct Plain<'a>(&'a HashMap<String, String>);

impl Reencode for Plain<'_> {
    type Error = Infallible;

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), reencode::Error> {
        Ok(())
    }

    fn parse_imports(
        &mut self,
        section: &mut wasm_encoder::ImportSection,
        imports: Imports<'_>,
    ) -> Result<(), reencode::Error> {
        let Imports::Single(at, import) = imports else { return utils::parse_imports(self, section, imports) };
        let name = self.0.get(import.name).filter(|_| import.module == IMPORTED);
        let name = name.map_or(import.name, |name| name);
        utils::parse_imports(self, section, Imports::Single(at, Import { name, ..import }))
    }
}

/// The text with one passage replaced, which has to be there once.
fn once(text: &str, passage: &str, by: &str) -> Result<String> {
    let found = text.matches(passage).count();
    ensure!(found == 1, "`{passage}` stands {found} times, not once, in what wasm-bindgen or Trunk has written");
    Ok(text.replacen(passage, by, 1))
}

fn hash<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for content in contents {
        hasher.write_usize(content.len());
        hasher.write(content);
    }
    hasher.finish()
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn text(file: &Path) -> Result<String> {
    String::from_utf8(read(file)?).with_context(|| format!("{} is no text", file.display()))
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CustomSection, EntityType, ImportSection, TypeSection};

    use super::*;

    const NAME: &str = "__wbg_now_0123456789abcdef";

    /// A module that imports from the glue and from elsewhere, under the same name, and carries a note.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for from in [IMPORTED, "./elsewhere.js"] {
            imports.import(from, NAME, EntityType::Function(0));
        }
        let note = CustomSection { name: "name".into(), data: b"\0".into() };
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&note);
        module.finish()
    }

    fn imports(wasm: &[u8]) -> Vec<String> {
        let sections = Parser::new(0).parse_all(wasm).filter_map(|payload| match payload.unwrap() {
            Payload::ImportSection(section) => Some(section),
            _ => None,
        });
        let imports = sections.flat_map(|section| section.into_imports().map(Result::unwrap));
        imports.map(|import| format!("{} {}", import.module, import.name)).collect()
    }

    #[test]
    fn what_the_glue_gives_is_named_shortly_on_both_sides() {
        let glue = format!("{{\n        {NAME}: function() {{ return now() }},\n}}");
        let (wasm, glue) = shorten(&module(), glue).unwrap();
        assert_eq!(imports(&wasm), ["./frontend_bg.js f0".to_owned(), format!("./elsewhere.js {NAME}")]);
        assert_eq!(glue, "{\n        f0: function() { return now() },\n}");
        assert!(shorten(&wasm, "another glue".into()).is_err());
    }

    #[test]
    fn notes_are_left_out_and_nothing_else() {
        let wasm = plain(&module()).unwrap();
        assert_eq!(imports(&wasm), imports(&module()));
        assert!(wasm.len() < module().len());
        assert_eq!(plain(&wasm).unwrap(), wasm);
        assert!(plain(b"no wasm").is_err());
    }

    #[test]
    fn a_passage_that_is_not_there_once_is_an_error() {
        assert_eq!(once("a b", "b", "c").unwrap(), "a c");
        assert!(once("a b", "c", "d").is_err() && once("b b", "b", "c").is_err());
    }
}
