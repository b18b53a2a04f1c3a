//! The self-evaluation of a project: what was aimed at and what was reached, with weights and scores.

use super::sheet::{self, Kind};
use super::{Context, Layout, Lifted};
use crate::model::{Findings, Table, Tidy};

/// This layout.
pub const LAYOUT: Layout = Layout {
    name: "self-evaluation",
    summary: "a form with what was reached, weights and scores",
    recognise,
    lift,
};

fn recognise(table: &Table<Tidy>) -> bool {
    sheet::kind(table) == Some(Kind::SelfEvaluation)
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    sheet::lift(context, table)
}

#[cfg(test)]
mod tests {
    use crate::layout::sheet::testing::check;

    #[test]
    fn cases() {
        check(
            "self-evaluation",
            &[
                // The form of 2020.
                (
                    "2x1:项目名称|7x1:委托业务项目\n\
                 2x1:主管部门|3x1:219-清溪区白石镇人民政府|实施单位|3x1:219001-清溪区白石镇人民政府\n\
                 2x4:项目资金⏎（万元）||年初预算数|全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分\n\
                 年度资金总额|90|89.97|80.97|10|90.00%|9.0\n\
                 其中：本年财政拨款|90|89.97|80.97|—|90.00%|—\n\
                 其他资金||||—||—\n\
                 x2:年度总体目标|4x1:预期目标|4x1:实际完成情况\n\
                 4x1:完成50个小型工程委托审计。|4x1:完成47个小型工程委托审计。\n\
                 x4:绩效指标|一级指标|二级指标|三级指标|年度指标值（A）|实际完成值（B）|分值|得分|偏差原因分析及改进措施\n\
                 产出指标（50分）|数量指标|委托审计项目数|≥50个|47个|50|47|部分工程延期。\n\
                 效益指标（30分）|社会效益指标|规范基建市场|效果明显|达成预期指标|30|30|\n\
                 满意度指标（10分）|服务对象满意度指标|公众满意度|≥95%|96%|10|10|\n\
                 6x1:总分|100|96|",
                    "委托业务项目 [219清溪区白石镇人民政府] [219001清溪区白石镇人民政府] 89.97万元 = 89.97\n\
                 from 本年财政拨款 89.97 / 80.97\n\
                 from 其他资金 -\n\
                 spent 90 89.97 80.97 90.00% 10 9.0\n\
                 goal Annual 完成50个小型工程委托审计。\n\
                 reached 完成47个小型工程委托审计。\n\
                 产出指标/数量指标 委托审计项目数 ≥50个 weight=50 actual=47个 score=47 reason=部分工程延期。\n\
                 效益指标/社会效益指标 规范基建市场 效果明显 weight=30 actual=达成预期指标 score=30\n\
                 满意度指标/服务对象满意度指标 公众满意度 ≥95% weight=10 actual=96% score=10\n\
                 total 100 96",
                ),
                // Labels beside amounts, no weights.
                (
                    "5x1:项目绩效目标自评表\n\
                 专项名称|4x1:农村危房改造补助\n\
                 中央主管部门|住房和城乡建设部|实施单位|2x1:青岭县住建局\n\
                 x3:项目预算⏎执行情况⏎（万元）|预算数：|50.00|执行数：|45.00\n\
                 其中：中央补助|40.00|其中：中央补助|36.00\n\
                 地方资金|10.00|地方资金|9.00\n\
                 x2:年度总体目标完成情况|2x1:预期目标|2x1:目标实际完成情况\n\
                 2x1:改造危房20户|2x1:改造危房18户\n\
                 x3:年度绩效指标|一级指标|二级指标|三级指标|预期指标值|实际完成指标值\n\
                 x2:产出指标|数量指标|改造户数|≥20户|18户\n\
                 质量指标|验收合格率|100%|100%",
                    "农村危房改造补助 [住房和城乡建设部] [青岭县住建局] 50.00万元 = 50.00\n\
                 from 中央补助 40.00 / 36.00\n\
                 from 地方资金 10.00 / 9.00\n\
                 spent - 50.00 45.00  - -\n\
                 goal Annual 改造危房20户\n\
                 reached 改造危房18户\n\
                 产出指标/数量指标 改造户数 ≥20户 actual=18户\n\
                 产出指标/质量指标 验收合格率 100% actual=100%",
                ),
                // Without money, levels with weights, the sum under another name.
                (
                    "项目名称|6x1:文物修缮\n\
                 预算单位|6x1:青岭县文物局\n\
                 绩效目标|6x1:修缮文物3处\n\
                 x5:绩效指标|一级指标|二级指标|三级指标|目标值|全年完成值|分值|自评得分\n\
                 产出|数量|修缮处数|3处|3处|45|45\n\
                 效益|社会效益|文物保护|有效|有效|45|40\n\
                 满意度||游客满意度|≥90%|92%|10|10\n\
                 3x1:合计|||100|95",
                    "文物修缮 [] [青岭县文物局] - = -\n\
                 goal 修缮文物3处\n\
                 产出指标/数量指标 修缮处数 3处 weight=45 actual=3处 score=45\n\
                 效益指标/社会效益指标 文物保护 有效 weight=45 actual=有效 score=40\n\
                 满意度指标/服务对象满意度指标 游客满意度 ≥90% weight=10 actual=92% score=10\n\
                 total 100 95",
                ),
            ],
        );
    }
}
