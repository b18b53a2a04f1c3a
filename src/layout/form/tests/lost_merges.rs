//! Forms as Markdown and word processors hand them over: a merged cell is said once, in every cell that it covered,
//! or the cells that it covered are missing and what follows moves to the left.

use super::{convert, html, summary};
use crate::model::{Disclosure, Grid};

/// How a converter writes what a merged cell covers.
#[derive(Clone, Copy, Debug)]
enum Merge {
    /// Blank.
    Blank,
    /// What the cell says, in every slot.
    Repeated,
    /// What the cell says, in the columns that it covers in its first row.
    RepeatedAcross,
    /// What the cell says, in the rows that it covers in its first column.
    RepeatedDown,
    /// Not at all across, and blank below.
    Missing,
}

const MERGES: &[Merge] =
    &[Merge::Blank, Merge::Repeated, Merge::RepeatedAcross, Merge::RepeatedDown, Merge::Missing];

/// A table without merged cells.
fn without_merges(document: &Disclosure, merge: Merge) -> String {
    let table = document.tables().next().unwrap();
    let grid = Grid::new(table);
    let mut written = String::new();
    for row in 0..grid.height() {
        let mut cells: Vec<&str> = Vec::new();
        for column in 0..grid.width() {
            let Some((first, number)) = grid.anchor(row, column) else { continue };
            let cell = &table.rows[first].cells[number];
            let (down, across) = (first != row, cell.column != column);
            if across && matches!(merge, Merge::Missing) {
                continue;
            }
            let says = match merge {
                Merge::Blank => !down && !across,
                Merge::Repeated => true,
                Merge::RepeatedAcross | Merge::Missing => !down,
                Merge::RepeatedDown => !across,
            };
            cells.push(if says { cell.text.0.text() } else { "" });
        }
        cells.resize(grid.width(), "");
        written.extend(["<tr><td>", &cells.join("</td><td>"), "</td></tr>"]);
    }
    format!("<table>{written}</table>")
}

const FORMS: &[&str] = &[
    "2x1:项目名称|4x1:路灯更换
     2x1:主管部门|2x1:青林乡人民政府|实施单位|青林乡建设办
     2x3:项目资金（万元）|2x1:年度资金总额|2x1:12.00
     2x1:其中：财政拨款|2x1:10.00
     2x1:其他资金|2x1:2.00
     2x1:年度目标|4x1:更换路灯60盏，改善村民出行。
     1x4:绩效指标|一级指标|二级指标|2x1:三级指标|指标值
     1x2:产出指标|数量指标|2x1:更换路灯|60盏
     质量指标|2x1:验收合格率|≥98%
     满意度指标|服务对象满意度指标|2x1:村民满意度|≥90%",
    "项目名称|5x1:乡村公路养护
     主管部门|2x1:东河县交通运输局|实施单位|2x1:东河县公路站
     1x3:项目资金（万元）||年初预算数|全年预算数|全年执行数|执行率
     年度资金总额|50.00|50.00|45.00|90.00%
     其中：财政拨款|50.00|50.00|45.00|90.00%
     1x2:年度总体目标|2x1:预期目标|3x1:实际完成情况
     2x1:养护公路80公里。|3x1:完成养护80公里。
     一级指标|二级指标|三级指标|年度指标值|实际完成值|分值
     1x2:产出指标|数量指标|养护里程|80公里|80公里|50
     质量指标|验收合格率|100%|100%|30
     效益指标|社会效益指标|通行能力|提升|提升|20",
    "部门名称|5x1:南河区水利局
     1x3:年度主要任务|任务名称|2x1:主要内容|2x1:预算金额（万元）
     防汛|2x1:堤防巡查|2x1:30.00
     3x1:金额合计|2x1:30.00
     年度总体目标|5x1:完成防汛任务。
     1x3:年度绩效指标|一级指标|二级指标|三级指标|2x1:指标值
     产出指标|数量指标|巡查堤防|2x1:≥40公里
     满意度指标|服务对象满意度指标|群众满意度|2x1:≥95%",
    "2x1:项目名称|6x1:水塘清淤
     2x1:主管部门|2x1:北山镇|2x1:实施单位|2x1:北山镇水利站
     2x1:预算资金（元）|2x1:80000|2x1:其中：财政拨款|2x1:80000
     一级指标|权重|二级指标|权重|三级指标|权重|指标值|得分
     1x2:产出指标|1x2:60|数量指标|40|清淤水塘|40|≥8口|40
     质量指标|20|验收合格率|20|100%|18
     效益指标|40|社会效益指标|40|受益村民|40|≥300人|40",
];

#[test]
fn forms_without_merged_cells_say_the_same() {
    for form in FORMS {
        let whole = convert(&html(form));
        let expected = summary(&whole.projects);
        assert!(whole.projects.len() == 1 && !whole.projects[0].indicators.is_empty(), "{form}");
        for merge in MERGES {
            let found = convert(&without_merges(&whole, *merge));
            assert_eq!(summary(&found.projects), expected, "{merge:?}\n{form}");
            assert_eq!(found.unread(), 0, "{merge:?}\n{form}");
        }
    }
}

/// Two forms in one table are two projects, however their merged cells are written.
#[test]
fn forms_below_each_other_stay_apart() {
    let two = format!("{}\n{}", FORMS[0], FORMS[0].replace("路灯", "桥灯"));
    let whole = convert(&html(&two));
    for merge in MERGES {
        let found = convert(&without_merges(&whole, *merge));
        let names: Vec<&str> = found.projects.iter().map(|project| project.name.as_str()).collect();
        assert_eq!(names, ["路灯更换", "桥灯更换"], "{merge:?}");
    }
}
