using CallCenter.Contracts;

namespace CallCenter.Server.Settings;

/// <summary>What a site begins with: queues and numbers as environment and appsettings.json have them, and our own words.</summary>
internal static class SettingSeeds
{
    public const string By = "system";

    private static readonly (string Id, string Zh, string En)[] Breaks =
        [("rest", "休息", "Rest"), ("meal", "用餐", "Meal"), ("training", "培训", "Training"), ("meeting", "会议", "Meeting"), ("other", "其他", "Other")];

    private static readonly (string Id, string Zh, string En)[] Categories =
    [
        ("consult", "咨询", "Enquiry"), ("complaint", "投诉", "Complaint"), ("repair", "报修", "Repair"), ("utilities", "水电气暖", "Utilities"), ("environment", "环境卫生", "Environment"),
        ("neighbour", "邻里纠纷", "Neighbours"), ("elderCare", "养老服务", "Elder care"), ("medical", "医疗健康", "Medical"), ("policy", "政策办事", "Policy"), ("employment", "就业", "Employment"),
        ("goods", "商品家政", "Goods and help"), ("psychology", "心理援助", "Counselling"), ("emergency", "紧急求助", "Emergency"), ("other", "其他", "Other"),
    ];

    public static IEnumerable<StoredSetting> All(CenterOptions options, DateTimeOffset now)
    {
        StoredSetting Of<T>(string section, string id, T value) => new(section, id, 1, SettingKind.Write(value), now, By);
        return options.Queues.Select(q => Of(SettingSection.Queues, q.Id, new QueueSetting(q.NameZh, q.NameEn, q.Priority, q.OfferSeconds, q.WrapUpSeconds, q.Notice) { CallbackAttempts = options.CallbackAttempts, ComfortSeconds = options.ComfortSeconds }))
            .Append(Of(SettingSection.Life, LifeSetting.Id, new LifeSetting()))
            .Concat(options.Numbers.Select(n => Of(SettingSection.Numbers, n.Number, new NumberSetting(n.Queue, n.LeaseSeconds))))
            .Concat(Breaks.Select((w, n) => Of(SettingSection.BreakReasons, w.Id, new WordSetting(w.Zh, w.En, (n + 1) * 10, true))))
            .Concat(Categories.Select((w, n) => Of(SettingSection.Categories, w.Id, new WordSetting(w.Zh, w.En, (n + 1) * 10, true))));
    }
}
