namespace CallCenter.Console.WorkOrders;

/// <summary>Categories that the words typed so far point to. Plain keywords: an agent can see why.</summary>
internal static class CategorySuggestions
{
    private static readonly (string Category, string[] Words)[] Table =
    [
        ("emergency", ["火", "煤气泄漏", "晕倒", "呼吸困难", "救命", "摔倒", "fire", "collapse"]),
        ("utilities", ["停水", "停电", "漏水", "水管", "燃气", "煤气", "暖气", "供热", "电梯", "跳闸", "下水道", "water", "power", "gas", "heating", "lift"]),
        ("repair", ["维修", "修理", "坏了", "路灯", "破损", "门禁", "漏雨", "repair", "broken"]),
        ("environment", ["垃圾", "噪音", "噪声", "扬尘", "异味", "油烟", "污水", "绿化", "noise", "rubbish", "smell"]),
        ("neighbour", ["邻居", "楼上", "楼下", "邻里", "纠纷", "养狗", "占道", "占用楼道", "neighbour"]),
        ("elderCare", ["老人", "养老", "助餐", "送餐", "陪护", "独居", "助浴", "elder", "meals"]),
        ("medical", ["看病", "医院", "挂号", "药", "医保", "社区医生", "体检", "doctor", "hospital", "medicine"]),
        ("policy", ["政策", "低保", "补贴", "办证", "户口", "居住证", "社保", "养老金", "残疾证", "policy", "benefit"]),
        ("employment", ["工作", "就业", "招聘", "失业", "培训", "工资", "job", "wage"]),
        ("goods", ["买", "订", "家政", "保洁", "配送", "月嫂", "order", "cleaning"]),
        ("psychology", ["失眠", "抑郁", "焦虑", "心情", "想不开", "心理", "孤独", "anxiety", "lonely"]),
        ("complaint", ["投诉", "态度", "不满", "举报", "complain"]),
        ("consult", ["咨询", "请问", "怎么办理", "电话多少", "几点", "ask", "opening hours"]),
    ];

    public static IReadOnlyList<string> For(string text)
        => [.. Table.Select(t => (t.Category, Hits: t.Words.Count(w => text.Contains(w, StringComparison.OrdinalIgnoreCase))))
            .Where(t => t.Hits > 0).OrderByDescending(t => t.Hits).Take(3).Select(t => t.Category)];
}
