using CallCenter.Data.Messages;

namespace CallCenter.Server.Demo;

/// <summary>Messages to try out: three that may be sent, one that waits for approval.</summary>
internal static class DemoTemplates
{
    private const string Writer = "admin01", Approver = "supervisor01";

    public static IEnumerable<MessageTemplate> All(DateTimeOffset now) =>
    [
        Approved(1, now, "诉求已受理", "【海河湾街道】{name}您好,您反映的{matter}已受理,我们会尽快办理并回访。热线12345。",
            "[Haihewan] Dear {name}, your request about {matter} is being dealt with. We shall call you back. Hotline 12345."),
        Approved(2, now, "联系方式", "【海河湾街道】您咨询的{service}联系电话:{phone}。", "[Haihewan] The number of {service} is {phone}."),
        Approved(3, now, "通知家属", "【海河湾街道】{name}发起了紧急呼叫,我们正在处理,请尽快回电12345。", "[Haihewan] {name} has raised an alarm. We are on it; please call 12345 at once.", urgent: true),
        Written(4, now, "停水通知", "【海河湾街道】{place}将于{time}停水,请提前储水。", "[Haihewan] The water in {place} is off from {time}. Please store some."),
    ];

    private static MessageTemplate Approved(int n, DateTimeOffset now, string name, string zh, string en, bool urgent = false)
    {
        var template = Written(n, now, name, zh, en);
        (template.Urgent, template.State, template.ApprovedBy, template.ApprovedAt) = (urgent, TemplateState.Approved, Approver, now);
        return template;
    }

    private static MessageTemplate Written(int n, DateTimeOffset now, string name, string zh, string en) =>
        new() { Id = DemoTown.Id(10, n), Name = name, Version = 1, TextZh = zh, TextEn = en, WrittenBy = Writer, WrittenAt = now };
}
