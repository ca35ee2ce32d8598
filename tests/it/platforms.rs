//! Every known platform has an example of its export, compared whole.

use cacltv::input::platforms::PLATFORMS;

use crate::folder;
use crate::program::run;

/// A platform's name as folders have it: `Google Ads` is `google_ads`.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

#[test]
fn every_platform_has_an_example_that_names_it() {
    let folders = folder::all("cases");
    for platform in PLATFORMS {
        let begin = format!("platform_{}", slug(platform.name));
        let named = folders.iter().filter(|folder| {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            name == begin || name.starts_with(&format!("{begin}_"))
        });
        let shown = named.map(|folder| {
            let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
            read("stdout") + &read("stderr")
        });
        let told = |text: &String| {
            text.contains(&format!("is read as an export of {}", platform.name))
                || text.contains(&format!("an export of {} with neither", platform.name))
                || text.contains("a profit and loss statement holds")
        };
        assert!(shown.into_iter().any(|text| told(&text)), "tests/cases/{begin} shows no export of {}", platform.name);
    }
}

#[test]
fn every_platform_is_explained() {
    let page = run(&["explain", "platforms"]).stdout;
    for platform in PLATFORMS {
        assert!(page.contains(&format!("\n  {} ", platform.name)), "{}: {page}", platform.name);
    }
}
