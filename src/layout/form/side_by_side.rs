//! The form with two periods side by side: the medium term in the left half, the year in the right one.

use crate::layout::Context;
use crate::layout::Layout;
use crate::layout::Lifted;
use crate::layout::form::sheet::{self, Kind};
use crate::model::{Findings, Table, Tidy};

/// This layout.
pub const LAYOUT: Layout = Layout { name: "side-by-side", recognise, lift };

fn recognise(table: &Table<Tidy>) -> bool {
    sheet::kind(table) == Some(Kind::SideBySide)
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    sheet::lift(context, table)
}

#[cfg(test)]
mod tests {
    use crate::layout::form::sheet::testing::check;

    #[test]
    fn cases() {
        check(
            "side-by-side",
            &[
                // Medium term and year, periods named above the goals.
                (
                    "9x1:（ 2022 年度）\n\
                 9x1:预算单位：海州市交通运输局\n\
                 项目名称|3x1:联网路升级改造一期|中期财政预算(万元)|8,450.00|2x1:本年度申请财政预算资金(万元)|919.00\n\
                 x2:总体目标|4x1:中期滚动目标（2022年--2024年）|4x1:年度目标\n\
                 4x1:改造道路69公里。|4x1:完成12公里改造。\n\
                 x3:绩效指标|一级指标|二级指标|三级指标|指标值(或计划水平)|二级指标|三级指标|2x1:计划指标值(或计划水平)\n\
                 预期产出指标|数量指标(或建筑规模指标)|改造里程|69公里|数量指标(或建筑规模指标)|改造里程|2x1:12公里\n\
                 效果指标|社会、经济、生态效益指标|结算争议率|0%|社会、经济、生态效益指标|结算争议率|2x1:0%",
                    "联网路升级改造一期 [] [海州市交通运输局] 919.00万元 = 919.00\n\
                 goal MediumTerm 改造道路69公里。\n\
                 goal Annual 完成12公里改造。\n\
                 MediumTerm 产出指标/数量指标 改造里程 69公里\n\
                 Annual 产出指标/数量指标 改造里程 12公里\n\
                 MediumTerm 效益指标/社会效益指标 结算争议率 0%\n\
                 Annual 效益指标/社会效益指标 结算争议率 0%",
                ),
                // Term of execution and year, money of both, halves of unlike length.
                (
                    "2x1:专项（项目）名称|6x1:水源地保护\n\
                 2x1:主管部门|3x1:青岭县生态环境局|实施期限|2x1:3年\n\
                 2x3:资金金额⏎（万元）|2x1:实施期资金总额：|300|2x1:年度资金总额：|100\n\
                 2x1:其中：财政拨款|270|2x1:其中：财政拨款|90\n\
                 2x1:其他资金|30|2x1:其他资金|10\n\
                 x2:总体目标|4x1:实施期总目标|3x1:年度目标\n\
                 4x1:目标1：保护水源地3处|3x1:目标1：保护水源地1处\n\
                 x4:绩效指标|一级指标|二级指标|指标内容|指标值|二级指标|指标内容|指标值\n\
                 x2:产出指标|数量指标|水源地|3处|数量指标|水源地|1处\n\
                 质量指标|水质达标率|≥95%|||\n\
                 效益指标|生态效益指标|水质|改善|生态效益指标|水质|改善",
                    "水源地保护 [青岭县生态环境局] [] 100万元 = 100\n\
                 from 财政拨款 90\n\
                 from 其他资金 10\n\
                 goal MediumTerm 1 保护水源地3处\n\
                 goal Annual 1 保护水源地1处\n\
                 MediumTerm 产出指标/数量指标 水源地 3处\n\
                 Annual 产出指标/数量指标 水源地 1处\n\
                 MediumTerm 产出指标/质量指标 水质达标率 ≥95%\n\
                 MediumTerm 效益指标/生态效益指标 水质 改善\n\
                 Annual 效益指标/生态效益指标 水质 改善",
                ),
                // One name, two values, periods in a header of two rows.
                (
                    "项目名称|4x1:林区道路\n\
                 年度目标|4x1:修建林道5公里\n\
                 x2:一级指标|x2:二级指标|x2:三级指标|2x1:指标值\n\
                 中期指标值|年度指标值\n\
                 产出指标|数量指标|林道长度|≥15公里|≥5公里",
                    "林区道路 [] [] - = -\n\
                 goal Annual 修建林道5公里\n\
                 MediumTerm 产出指标/数量指标 林道长度 ≥15公里\n\
                 Annual 产出指标/数量指标 林道长度 ≥5公里",
                ),
            ],
        );
    }
}
