//! Documents of OpenDocument text of a few parts, and what is read of them.

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::model::{Block, Findings, Raw, Source};
use crate::read::flow::text::Text;

const STYLES: &str = "<s:styles>\
    <s:style s:family='text' s:name='hid'><s:text-properties t:display='none'/></s:style>\
    <s:style s:family='text' s:name='hid2' s:parent-style-name='hid'/>\
    <s:style s:family='text' s:name='out'><s:text-properties s:text-line-through-style='solid'/></s:style>\
    <s:style s:family='text' s:name='up'><s:text-properties s:text-position='super 58%'/></s:style>\
    <s:style s:family='text' s:name='sym'><s:text-properties s:font-name='F1'/></s:style>\
    <t:list-style s:name='L1'><t:list-level-style-number t:level='1' s:num-format='1' s:num-suffix='.'/>\
    <t:list-level-style-number t:level='2' s:num-format='1' s:num-prefix='（' s:num-suffix='）' t:display-levels='2'/></t:list-style>\
    <t:list-style s:name='L2'><t:list-level-style-number t:level='1' s:num-format='一, 二, 三, ...' s:num-suffix='、'/></t:list-style>\
    <t:list-style s:name='L3'><t:list-level-style-bullet t:level='1' t:bullet-char='•'/></t:list-style></s:styles>";

fn content(body: &str) -> String {
    format!(
        "<o:font-face-decls><s:font-face s:name='F1' v:font-family=\"'Wingdings 2'\"/></o:font-face-decls>\
         <o:automatic-styles/><o:body><o:text>{body}</o:text></o:body>"
    )
}

fn odt(body: &str, masters: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let content = format!("<o:document-content>{}</o:document-content>", content(body));
    let styles = format!(
        "<o:document-styles>{STYLES}<o:master-styles>{masters}</o:master-styles></o:document-styles>"
    );
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_str()),
        ("styles.xml", styles.as_str()),
    ] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[track_caller]
fn check(path: &str, bytes: Vec<u8>, expected: &str, rules: &str) {
    let mut findings = Findings::default();
    let source = Source { path: path.to_owned(), bytes, format: None };
    let document = crate::read::read(&mut findings, &source).unwrap();
    assert_eq!(document.source.format, "odt");
    let html = |text: &Raw| Text::from(text).html;
    let line = |block: &Block<Raw>| match block {
        Block::Heading { level, text, .. } => format!("h{level} {}", html(text)),
        Block::Paragraph { text, .. } => format!("p {}", html(text)),
        Block::List { items, .. } => format!("l {}", items.iter().map(html).collect::<Vec<_>>().join("; ")),
        Block::Table(table) => {
            let row = |row: &crate::model::Row<Raw>| {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| match (cell.rowspan, cell.colspan) {
                        (1, 1) => html(&cell.text),
                        (rows, columns) => format!("{}({rows}x{columns})", html(&cell.text)),
                    })
                    .collect();
                cells.join("|")
            };
            format!("t{} {}", table.header_rows, table.rows.iter().map(row).collect::<Vec<_>>().join(" / "))
        }
    };
    let lines: Vec<String> = document.blocks.iter().map(line).collect();
    let said: Vec<String> = findings.into_sorted().into_iter().map(|finding| finding.rule).collect();
    assert_eq!((lines.join("\n").as_str(), said.join(" ").as_str()), (expected, rules));
}

#[test]
fn texts_as_they_are_seen() {
    for (body, expected, rules) in [
        (
            "<t:h t:outline-level='2'>一、概况</t:h><t:p>甲<t:s t:c='2'/>乙<t:line-break/>丙</t:p><t:p/>",
            "h2 一、概况\np 甲  乙<br>丙",
            "",
        ),
        ("<t:p>\n  甲\n  <t:span t:style-name='up'>1</t:span></t:p>", "p 甲 <sup>1</sup>", ""),
        ("<t:p>甲<t:span t:style-name='hid2'>内</t:span></t:p>", "p 甲", "hidden-left-out"),
        (
            "<t:section t:display='none'><t:p>内</t:p></t:section><t:section><t:p>外</t:p></t:section>",
            "p 外",
            "hidden-left-out",
        ),
        ("<t:p><t:span t:style-name='out'>160</t:span>200</t:p>", "p <del>160</del>200", ""),
        ("<t:p><t:span t:style-name='sym'>R</t:span>是</t:p>", "p ☑是", ""),
        (
            "<t:p><t:ruby><t:ruby-base>岚</t:ruby-base><t:ruby-text>lán</t:ruby-text></t:ruby>溪</t:p>",
            "p 岚溪",
            "readings-left-out",
        ),
        (
            "<t:tracked-changes><t:changed-region><t:deletion><t:p>旧</t:p></t:deletion></t:changed-region></t:tracked-changes><t:p>新</t:p>",
            "p 新",
            "deletions-left-out",
        ),
        (
            "<t:p>320<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>注</t:p></t:note-body></t:note>元</t:p>",
            "p 320<sup>1</sup>元\np <sup>1</sup>注",
            "",
        ),
        ("<t:p>部门：<t:placeholder>&lt;填写&gt;</t:placeholder></t:p>", "p 部门：", "prompts-left-out"),
        (
            "<o:forms><f:form><f:checkbox f:id='c1' f:label='经常性' f:current-state='checked'/><f:checkbox f:id='c2' f:label='一次性'/></f:form></o:forms><t:p><d:control d:control='c1'/><d:control d:control='c2'/></t:p>",
            "p ☑经常性□一次性",
            "",
        ),
        ("<t:p><d:control d:control='c9'/></t:p>", "", "part-unread"),
        (
            "<t:p><i:fieldmark i:type='vnd.oasis.opendocument.field.FORMCHECKBOX'><i:param i:name='vnd.oasis.opendocument.field.Checkbox_Checked' i:value='true'/></i:fieldmark>是</t:p>",
            "p ☑是",
            "",
        ),
        (
            "<t:p>部门：<l:content-control l:showing-place-holder='true'>点此填写</l:content-control></t:p>",
            "p 部门：",
            "prompts-left-out",
        ),
        ("<t:p>部门：<l:content-control>水务局</l:content-control></t:p>", "p 部门：水务局", ""),
        ("<t:p><d:frame><d:image/></d:frame></t:p>", "", "picture-left-out"),
        ("<t:p><d:frame><d:text-box><t:p>框</t:p></d:text-box></d:frame>文</t:p>", "p 文\np 框", ""),
        (
            "<t:p><d:frame d:name='对象1'><d:object h:href='./Object 1'/><d:image/></d:frame></t:p>",
            "",
            "part-unread",
        ),
    ] {
        check("a.odt", odt(body, ""), expected, rules);
    }
}

#[test]
fn lists_and_their_numbers() {
    let list = |style: &str, items: &[&str]| {
        let items: Vec<String> =
            items.iter().map(|item| format!("<t:list-item><t:p>{item}</t:p></t:list-item>")).collect();
        format!("<t:list t:style-name='{style}'>{}</t:list>", items.concat())
    };
    for (body, expected) in [
        (list("L1", &["甲", "乙"]), "p 1. 甲\np 2. 乙"),
        (list("L2", &["甲", "乙"]), "p 一、甲\np 二、乙"),
        (list("L3", &["甲", "乙"]), "l 甲; 乙"),
        (list("L1", &["甲"]) + &list("L1", &["乙"]), "p 1. 甲\np 1. 乙"),
        (list("L1", &["甲"]) + "<t:list t:style-name='L1' t:continue-numbering='true'><t:list-item><t:p>乙</t:p></t:list-item></t:list>", "p 1. 甲\np 2. 乙"),
        (
            "<t:list t:style-name='L1'><t:list-item><t:p>甲</t:p><t:list><t:list-item><t:p>子</t:p></t:list-item></t:list></t:list-item></t:list>".to_owned(),
            "p 1. 甲\np （1.1）子",
        ),
        ("<t:list><t:list-item><t:p>甲</t:p></t:list-item></t:list>".to_owned(), "p 甲"),
    ] {
        check("a.odt", odt(&body, ""), expected, "");
    }
}

#[test]
fn tables_and_what_stands_above_the_pages() {
    let cell = |text: &str| format!("<b:table-cell><t:p>{text}</t:p></b:table-cell>");
    let table = format!(
        "<b:table><b:table-column/><b:table-header-rows><b:table-row><b:table-cell b:number-columns-spanned='2'><t:p>头</t:p></b:table-cell><b:covered-table-cell/></b:table-row></b:table-header-rows>\
         <b:table-row>{}{}</b:table-row><b:table-row b:visibility='collapse'>{}</b:table-row></b:table>",
        cell("1"),
        cell("2"),
        cell("内")
    );
    check("a.odt", odt(&table, ""), "t1 头(1x2) / 1|2", "hidden-left-out");
    let frame = format!(
        "<b:table><b:table-row><b:table-cell><t:p>题</t:p>{table}</b:table-cell></b:table-row></b:table>"
    );
    check("a.odt", odt(&frame, ""), "p 题\nt1 头(1x2) / 1|2", "hidden-left-out");
    let masters = "<s:master-page s:name='Standard'><s:header><t:p>收支表<t:tab/>单位：元</t:p></s:header><s:footer><t:p>第<t:page-number>1</t:page-number>页</t:p></s:footer></s:master-page>\
        <s:master-page s:name='Other'><s:header><t:p>别处</t:p></s:header></s:master-page>";
    check("a.odt", odt("<t:p>甲</t:p>", masters), "p 收支表\np 单位：元\np 甲", "");
}

#[test]
fn whatever_they_are_called() {
    for path in ["a.odt", "a.doc", "a", "a.txt"] {
        check(path, odt("<t:p>甲</t:p>", ""), "p 甲", "");
    }
    let flat = format!(
        "<?xml version=\"1.0\"?>\n<office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">{STYLES}{}</office:document>",
        content("<t:p>甲</t:p>")
    );
    for path in ["a.fodt", "a.xml", "a.txt"] {
        check(path, flat.clone().into_bytes(), "p 甲", "");
    }
}
