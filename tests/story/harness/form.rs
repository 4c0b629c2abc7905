//! The forms of a page, read from its HTML: what a browser would send when nothing, or this and that, is changed.
//!
//! Reads what our own templates write (quoted attributes, closed tags); it is no HTML parser.

/// One form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Form {
    action: String,
    post: bool,
    multipart: bool,
    fields: Vec<(String, String)>,
    choices: Vec<String>,
    asks: bool,
    files: Vec<(String, String, Vec<u8>)>,
}

/// A tag with its attributes; `text` is what follows it up to the next tag.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'h> {
    pub name: &'h str,
    attributes: &'h str,
    pub text: &'h str,
}

impl Form {
    /// The forms of a page at `path`, in their order. A form without action leads to its own page.
    pub fn all(html: &str, path: &str) -> Vec<Form> {
        let mut forms = Vec::new();
        let mut open: Option<Form> = None;
        let mut select = String::new();
        for tag in tags(html) {
            match (tag.name, &mut open) {
                ("form", _) => open = Some(Form::opening(&tag, path)),
                ("/form", form) => forms.extend(form.take()),
                ("select", Some(form)) => {
                    form.asks = true;
                    select = tag.get("name").unwrap_or_default();
                }
                ("option", Some(form)) => form.option(&tag, &select),
                ("textarea", Some(form)) => {
                    form.asks = true;
                    form.add(tag.get("name"), unescape(tag.text.trim_start_matches('\n')));
                }
                ("input", Some(form)) => form.input(&tag),
                _ => {}
            }
        }
        forms
    }

    /// Fills in a field that the form has. Empty text is sent too, as a browser does.
    pub fn fill(mut self, name: &str, value: &str) -> Form {
        let known = self.fields.iter().any(|(field, _)| field == name) || self.choices.iter().any(|c| c == name);
        assert!(known, "the form for {} has no field {name}: {:?} {:?}", self.action, self.fields, self.choices);
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks one more of several boxes with the same name, or presses a named button.
    pub fn add_choice(mut self, name: &str, value: &str) -> Form {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses a file for a file field.
    pub fn attach(mut self, name: &str, file_name: &str, content: Vec<u8>) -> Form {
        assert!(self.multipart, "the form for {} takes no files", self.action);
        self.files.push((name.to_owned(), file_name.to_owned(), content));
        self
    }

    /// Where it is sent.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// What would be sent, without files.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The value of a field as the page has it.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is sent with POST.
    pub fn is_post(&self) -> bool {
        self.post
    }

    /// Whether there is something to fill in, beside what is hidden and the buttons.
    pub fn asks(&self) -> bool {
        self.asks
    }

    /// Whether it is sent as `multipart/form-data`.
    pub fn is_multipart(&self) -> bool {
        self.multipart
    }

    /// Content type and body as `multipart/form-data` (RFC 7578).
    pub fn multipart(&self) -> (String, Vec<u8>) {
        const BOUNDARY: &str = "majakan-valo-6f1c9e";
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        for (name, file, content) in &self.files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend([head.as_bytes(), content, b"\r\n"].concat());
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    fn opening(tag: &Tag<'_>, path: &str) -> Form {
        let is = |attribute: &str, value: &str| tag.get(attribute).is_some_and(|v| v.eq_ignore_ascii_case(value));
        Form {
            action: tag.get("action").filter(|action| !action.is_empty()).unwrap_or_else(|| path.to_owned()),
            post: is("method", "post"),
            multipart: is("enctype", "multipart/form-data"),
            ..Form::default()
        }
    }

    fn input(&mut self, tag: &Tag<'_>) {
        let (value, kind) = (tag.get("value"), tag.get("type"));
        self.asks |= !matches!(kind.as_deref(), Some("hidden" | "submit" | "button" | "reset" | "image"));
        match kind.as_deref() {
            Some("submit" | "button" | "reset" | "image" | "file") => {}
            Some("checkbox" | "radio") if tag.has("checked") => self.add(tag.get("name"), value.unwrap_or("on".into())),
            Some("checkbox" | "radio") => self.choices.extend(tag.get("name")),
            _ => self.add(tag.get("name"), value.unwrap_or_default()),
        }
    }

    /// A browser sends the selected option, else the first.
    fn option(&mut self, tag: &Tag<'_>, select: &str) {
        let value = tag.get("value").unwrap_or_else(|| unescape(tag.text.trim()));
        let first = self.value(select).is_none();
        if tag.has("selected") {
            self.fields.retain(|(field, _)| field != select);
        }
        if first || tag.has("selected") {
            self.add(Some(select.to_owned()), value);
        }
    }

    fn add(&mut self, name: Option<String>, value: String) {
        self.fields.extend(name.filter(|name| !name.is_empty()).map(|name| (name, value)));
    }
}

impl Tag<'_> {
    /// The value of an attribute.
    pub fn get(&self, attribute: &str) -> Option<String> {
        let (_, rest) = self.attributes.split_once(&format!(" {attribute}=\""))?;
        rest.split('"').next().map(unescape)
    }

    fn has(&self, attribute: &str) -> bool {
        self.attributes.split_whitespace().any(|word| word == attribute || word.starts_with(&format!("{attribute}=")))
    }
}

/// The tags of a page, in their order.
pub fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    html.split('<').skip(1).filter_map(|piece| {
        let (inside, text) = piece.split_once('>')?;
        let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(end);
        Some(Tag { name, attributes: attributes.trim_end_matches('/'), text })
    })
}

/// Undoes the escapes that handlebars writes.
pub fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x60;", "`"), ("&#x3D;", "=")];
    pairs.iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain)).replace("&amp;", "&")
}

#[test]
fn a_form_is_read_as_a_browser_would_send_it() {
    let html = r#"<form action="/in" method="post"><input type="hidden" name="csrf" value="a&amp;b">
        <input name="unit"><input type="checkbox" name="ok" value="1"><input type="radio" name="r" value="2" checked>
        <select name="effect"><option value="slow">Hidas</option><option value="down" selected>Poikki</option></select>
        <textarea name="text">
        rivi &lt;1&gt;</textarea><input type="submit" name="go" value="Lähetä"></form><form><input name="q"></form>"#;
    let [first, second] = <[Form; 2]>::try_from(Form::all(html, "/here?x=1")).unwrap();
    let fields: Vec<_> = first.fields().iter().map(|(name, value)| (name.as_str(), value.trim())).collect();
    let read = [("csrf", "a&b"), ("unit", ""), ("r", "2"), ("effect", "down"), ("text", "rivi <1>")];
    assert_eq!(fields, read);
    assert!(first.is_post() && !first.is_multipart());
    assert_eq!((second.action(), second.is_post()), ("/here?x=1", false));
    assert_eq!(first.fill("ok", "1").fill("unit", "Apteekki").value("unit"), Some("Apteekki"));
}
