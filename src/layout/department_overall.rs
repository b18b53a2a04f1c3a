//! The form of a whole department: its tasks with their money, its goals and indicators.

use super::sheet::{self, Kind};
use super::{Context, Layout, Lifted};
use crate::model::{Findings, Table, Tidy};

/// This layout.
pub const LAYOUT: Layout = Layout {
    name: "department-overall",
    summary: "a department's tasks, goals and indicators",
    recognise,
    lift,
};

fn recognise(table: &Table<Tidy>) -> bool {
    sheet::kind(table) == Some(Kind::DepartmentOverall)
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
            "department-overall",
            &[
                // The form of the ministry.
                (
                    "6x1:部门整体支出绩效目标表\n\
                 6x1:（2024年度）\n\
                 部门（单位）名称|5x1:205-青岭县水务局\n\
                 x5:年度⏎主要⏎任务|x2:任务名称|x2:主要内容|3x1:预算金额（万元）\n\
                 总额|财政拨款|其他资金\n\
                 防汛抗旱|储备物资|60.00|50.00|10.00\n\
                 农村供水|维修管网|40.00|40.00|0.00\n\
                 2x1:金额合计|100.00|90.00|10.00\n\
                 年度⏎总体⏎目标|5x1:目标1：保障防汛安全。⏎目标2：保障农村供水。\n\
                 x4:年⏎度⏎绩⏎效⏎指⏎标|一级指标|二级指标|2x1:三级指标|指标值\n\
                 x2:产出指标|数量指标|2x1:储备物资批次|≥2批次\n\
                 质量指标|2x1:水质达标率|≥95%\n\
                 满意度指标|服务对象满意度指标|2x1:群众满意度|≥90%",
                    "青岭县水务局 [205青岭县水务局] [] 100.00万元 = 100.00\n\
                 from 财政拨款 90.00\n\
                 from 其他资金 10.00\n\
                 goal Annual 1 保障防汛安全。\n\
                 goal Annual 2 保障农村供水。\n\
                 产出指标/数量指标 储备物资批次 ≥2批次\n\
                 产出指标/质量指标 水质达标率 ≥95%\n\
                 满意度指标/服务对象满意度指标 群众满意度 ≥90%",
                ),
                // Duties, money by source and by purpose, operators in their column.
                (
                    "8x1:部门整体支出绩效目标表\n\
                 部门名称|7x1:青岭县文化馆\n\
                 x4:年度预算申请⏎（万元）|7x1:资金总额：300.00\n\
                 3x1:按收入性质分：|4x1:按支出性质分：\n\
                 2x1:其中：一般公共预算拨款|280.00|2x1:其中：基本支出|2x1:200.00\n\
                 2x1:其他资金|20.00|2x1:项目支出|2x1:100.00\n\
                 部门职能职责|7x1:组织群众文化活动。\n\
                 年度绩效目标|7x1:丰富群众文化生活。\n\
                 x3:年度绩效指标|一级指标|二级指标|三级指标|指标值类型|指标值|度量单位|评分标准\n\
                 产出指标|数量指标|举办活动|≥|12|场次|少一场扣1分\n\
                 效益指标|社会效益指标|文化氛围|定性|提升||",
                    "青岭县文化馆 [青岭县文化馆] [] 300.00万元 = 300.00\n\
                 from 一般公共预算拨款 280.00\n\
                 from 其他资金 20.00\n\
                 goal Annual 丰富群众文化生活。\n\
                 产出指标/数量指标 举办活动 12场次\n\
                 效益指标/社会效益指标 文化氛围 提升",
                ),
                // Named in the title alone.
                (
                    "4x1:青岭县档案馆2025年部门整体支出绩效目标表\n\
                 年度主要任务|任务名称|主要内容|预算金额（元）\n\
                 |档案整理|整理3万卷|20000.00\n\
                 |金额合计||20000.00\n\
                 年度总体目标|3x1:整理档案3万卷\n\
                 一级指标|二级指标|三级指标|指标值\n\
                 产出指标|数量指标|整理档案|3万卷",
                    "青岭县档案馆 [] [] 20000.00元 = 2.000000\n\
                 goal Annual 整理档案3万卷\n\
                 产出指标/数量指标 整理档案 3万卷",
                ),
            ],
        );
    }
}
