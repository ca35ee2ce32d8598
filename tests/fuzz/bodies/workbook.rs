//! Workbooks: a sheet reads as the CSV of its cells does, and damaged bytes are refused.

use std::io::{Cursor, Write};

use cacltv::input::{Options, Source, TotalsRule, read};
use zip::write::SimpleFileOptions;

use super::draw::Draw;

const HEADS: [&[&str]; 4] = [
    &["month", "channel", "amount"],
    &["channel", "segment", "month", "new_customers"],
    &["date", "channel", "category", "amount"],
    &["channel", "amount", "note"],
];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn archive(members: &[(&str, String)], deflated: bool) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let method = if deflated { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, text) in members {
        writer.start_file(*name, options).expect("a member");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// The least that makes a sheet a workbook. Source: ECMA-376, part 1.
fn xlsx(sheet: String) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
    let root = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let rels = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let members = [
        ("[Content_Types].xml", types.to_owned()),
        ("_rels/.rels", root.to_owned()),
        ("xl/workbook.xml", book.to_owned()),
        ("xl/_rels/workbook.xml.rels", rels.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    archive(&members, false)
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// A table that is drawn: its head, and cells that are text or numbers of hundredths.
fn drawn(draw: &mut Draw<'_>) -> (&'static [&'static str], Vec<Vec<String>>) {
    let head = draw.one_of(&HEADS);
    let rows = (0..1 + draw.below(10)).map(|_| {
        let cell = |name: &&str| match *name {
            "month" => format!("2026-{:02}", 1 + draw.below(12)),
            "date" => format!("2026-03-{:02}", 1 + draw.below(31)),
            "amount" => format!("{}.{:02}", draw.number(3), draw.below(100)),
            "new_customers" => draw.number(2).to_string(),
            "segment" => draw.one_of(&["B2B", "B2C"]).to_owned(),
            _ => draw.one_of(&["Meta", "Google Ads", "a<b>&\"c\"", "Mässor", "x,y;z"]).to_owned(),
        };
        head.iter().map(cell).collect()
    });
    (head, rows.collect())
}

fn sums(name: &str, bytes: Vec<u8>) -> Result<String, String> {
    let options = Options { totals: Some(TotalsRule::Keep), ..Options::default() };
    let read = read(vec![Source::reader(name, Cursor::new(bytes))], &options);
    match read {
        Ok(reading) => Ok(format!("{:?}", reading.ledger)),
        Err(refusal) => {
            assert!(!refusal.diagnostics.is_empty());
            Err(format!("{:?}", refusal.diagnostics.iter().map(|said| said.code).collect::<Vec<_>>()))
        }
    }
}

/// The first byte chooses: a table, the XML of a sheet, or the bytes of an archive.
pub fn holds(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    match draw.byte() % 4 {
        0 => {
            let mut archive = b"PK\x03\x04".to_vec();
            archive.extend_from_slice(draw.rest());
            drop(sums("a.xlsx", archive));
        }
        1 => drop(sums("a.xlsx", xlsx(sheet(&String::from_utf8_lossy(draw.rest()))))),
        2 => {
            // A workbook with some bytes changed.
            let (at, byte) = (draw.number(2) as usize, draw.byte());
            let mut bytes = xlsx(sheet(&String::from_utf8_lossy(draw.rest())));
            let at = at % bytes.len();
            bytes[at] = byte;
            drop(sums("a.xlsx", bytes));
        }
        _ => table(&mut draw),
    }
}

fn table(draw: &mut Draw<'_>) {
    let (head, rows) = drawn(draw);
    let mut csv = head.join(",") + "\n";
    let mut xml = String::from("<row>");
    let text = |text: &str| format!(r#"<c t="inlineStr"><is><t>{}</t></is></c>"#, escaped(text));
    xml.extend(head.iter().map(|name| text(name)));
    xml.push_str("</row>");
    for row in &rows {
        xml.push_str("<row>");
        for (name, cell) in head.iter().zip(row) {
            let number = matches!(*name, "amount" | "new_customers");
            xml.push_str(&if number { format!("<c><v>{cell}</v></c>") } else { text(cell) });
        }
        xml.push_str("</row>");
        let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        csv.push_str(&(cells.join(",") + "\n"));
    }
    assert_eq!(sums("a.xlsx", xlsx(sheet(&xml))), sums("a.csv", csv.into_bytes()), "{xml}");
}
