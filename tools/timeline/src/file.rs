use std::error::Error;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use crate::{ReadError, Recording, Story, chrome_trace, html, svg, text};

/// What a timeline can be written as; a file's ending says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `.txt`, and `-` for the terminal: [`text`].
    Text,
    /// `.svg`: [`svg::figure`].
    Svg,
    /// `.html`: [`html::page`].
    Page,
    /// `.trace.json`: [`chrome_trace`].
    Trace,
    /// `.json`: [`Recording::to_json`].
    Json,
}

impl Form {
    /// The form of a file of this name.
    ///
    /// # Errors
    ///
    /// If the ending is none of those.
    ///
    /// ```
    /// use timeline::Form;
    ///
    /// assert_eq!(Form::of("main2.svg".as_ref()).unwrap(), Form::Svg);
    /// assert_eq!(
    ///     Form::of("main2.pdf".as_ref()).unwrap_err().to_string(),
    ///     "a timeline can't be written as `main2.pdf`: the file's name has to end in \
    ///      .txt, .svg, .html, .json or .trace.json, or be - for the terminal",
    /// );
    /// ```
    pub fn of(path: &Path) -> Result<Self, FileError> {
        let name = path.to_string_lossy().to_ascii_lowercase();
        let forms = [
            (".txt", Self::Text),
            (".svg", Self::Svg),
            (".html", Self::Page),
            (".trace.json", Self::Trace),
            (".json", Self::Json),
        ];
        let form = forms.into_iter().find(|(ending, _)| name.ends_with(ending));
        match form {
            _ if name == "-" => Ok(Self::Text),
            Some((_, form)) => Ok(form),
            None => Err(FileError::Ending(path.to_owned())),
        }
    }

    /// The recording in this form.
    ///
    /// ```
    /// use timeline::{Form, Recorder};
    ///
    /// let recording = Recorder::new("nothing yet").finish();
    /// assert!(Form::Text.draw(&recording).starts_with("nothing yet\n"));
    /// ```
    #[must_use]
    pub fn draw(self, recording: &Recording) -> String {
        if self == Self::Json {
            return recording.to_json();
        }
        let story = Story::new(recording);
        match self {
            Self::Text | Self::Json => text(&story),
            Self::Svg => svg::figure(&story),
            Self::Page => html::page(&story),
            Self::Trace => chrome_trace(&story),
        }
    }
}

/// Writes a recording in the form that the file's ending says: see [`Form`].
///
/// The file is written beside its place and then moved there, so that it is never seen
/// half-written.
///
/// # Errors
///
/// If the ending says nothing, if there is nothing to draw, and if the file can't be
/// written.
///
/// ```
/// let recorder = timeline::Recorder::new("nothing happens");
/// let error = timeline::write(&recorder.finish(), "nothing.svg".as_ref());
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "there is nothing to draw: the recording is empty",
/// );
/// ```
pub fn write(recording: &Recording, path: &Path) -> Result<(), FileError> {
    let form = Form::of(path)?;
    if recording.events.is_empty() && form != Form::Json {
        return Err(FileError::Empty);
    }
    save(&form.draw(recording), path)
}

/// Reads a recording from a `.json` file.
///
/// # Errors
///
/// If the file can't be read, or isn't a recording.
///
/// ```
/// let error = timeline::read("no/such.json".as_ref()).unwrap_err().to_string();
/// assert!(error.starts_with("`no/such.json` can't be read: "), "{error}");
/// ```
pub fn read(path: &Path) -> Result<Recording, FileError> {
    let json = fs::read_to_string(path)
        .map_err(|error| FileError::Read(path.to_owned(), error))?;
    Recording::from_json(&json)
        .map_err(|error| FileError::Recording(path.to_owned(), error))
}

/// Writes any text to a file, or to the terminal for `-`; a file is there whole or not
/// at all.
///
/// # Errors
///
/// If that can't be done.
///
/// ```
/// let error = timeline::save("words", "no/such/folder.txt".as_ref()).unwrap_err();
/// assert!(error.to_string().starts_with("`no/such/folder.txt` can't be written: "));
/// ```
pub fn save(text: &str, path: &Path) -> Result<(), FileError> {
    let failed = |error| FileError::Write(path.to_owned(), error);
    if path == Path::new("-") {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        return match written {
            // `| head` has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(failed),
        };
    }
    let beside = beside(path).map_err(failed)?;
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside); // it may not even be there
        failed(error)
    })
}

/// Tries whether a recording could be written there, and leaves nothing behind: to be
/// asked before a long run.
///
/// # Errors
///
/// As [`write()`] would.
///
/// ```
/// assert!(timeline::check("main2.pdf".as_ref()).is_err());
/// assert!(timeline::check("-".as_ref()).is_ok());
/// ```
pub fn check(path: &Path) -> Result<(), FileError> {
    Form::of(path)?;
    if path == Path::new("-") {
        return Ok(());
    }
    let failed = |error| FileError::Write(path.to_owned(), error);
    if path.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let beside = beside(path).map_err(failed)?;
    fs::write(&beside, "").and_then(|()| fs::remove_file(&beside)).map_err(failed)
}

/// A name in the same folder that nobody else takes.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let name = format!(".{}.{}", name.to_string_lossy(), process::id());
    Ok(path.with_file_name(name))
}

/// Why a timeline can't be written or read.
#[derive(Debug)]
pub enum FileError {
    /// The file's ending doesn't say what to draw.
    Ending(PathBuf),
    /// Nothing was recorded.
    Empty,
    /// The file can't be written.
    Write(PathBuf, io::Error),
    /// The file can't be read.
    Read(PathBuf, io::Error),
    /// The file isn't a recording.
    Recording(PathBuf, ReadError),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ending(path) => write!(
                f,
                "a timeline can't be written as `{}`: the file's name has to end in \
                 .txt, .svg, .html, .json or .trace.json, or be - for the terminal",
                path.display()
            ),
            Self::Empty => {
                write!(f, "there is nothing to draw: the recording is empty")
            }
            Self::Write(path, error) => {
                write!(f, "`{}` can't be written: {error}", path.display())
            }
            Self::Read(path, error) => {
                write!(f, "`{}` can't be read: {error}", path.display())
            }
            Self::Recording(path, error) => {
                write!(f, "`{}` can't be drawn: {error}", path.display())
            }
        }
    }
}

impl Error for FileError {}
