using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Short messages.</summary>
internal sealed partial class Words
{
    public string Messages => this["短信", "Messages"];
    public string SendMessage => this["发送", "Send"];
    public string MessageTemplate => this["短信模板", "Template"];
    public string NoTemplates => this["没有已批准的模板。", "There is no approved template."];
    public string MessageLanguage => this["短信语言", "Language of the message"];
    public string Preview => this["预览", "Preview"];
    public string MessagesToFile => this["试用:短信写入文件,不会发出。", "Trial: messages are written to a file and not sent."];
    public string MessageQueued => this["短信已提交", "Message queued"];
    public string MessageTwice => this["一分钟内已发过同样的短信,未重复发送。", "The same message went within the last minute: not sent again."];
    public string SentMessages => this["已发短信", "Sent"];
    public string ReceivedMessages => this["收到的短信", "Received"];
    public string NoMessages => this["没有短信。", "No messages."];
    public string Length(MessageLength length) => this[$"{length.Units} 字,{length.Segments} 条{(length.Gsm ? "(GSM-7)" : "")}", $"{length.Units} characters, {length.Segments} SMS{(length.Gsm ? " (GSM-7)" : "")}"];

    public string MessageState(MessageLine message) => message.State switch
    {
        "queued" when message.Reason == "quiet-hours" && message.NextAttemptAt is { } at => this[$"静默时段,{Clock(at)[..5]} 发", $"quiet, at {Clock(at)[..5]}"],
        "queued" when message.Attempts > 0 => this[$"重试 {message.Attempts}", $"retry {message.Attempts}"],
        "queued" => this["待发送", "queued"],
        "sent" => this["已发送", "sent"],
        "delivered" => this["✓ 已送达", "✓ delivered"],
        "failed" => this["✕ 失败", "✕ failed"],
        "expired" => this["✕ 已过期", "✕ expired"],
        _ => message.State,
    };

    public string Templates => this["短信模板", "Message templates"];
    public string NewTemplate => this["新建模板", "New template"];
    public string TemplateName => this["模板名称", "Name"];
    public string TextZh => this["中文内容", "Chinese text"];
    public string TextEn => this["英文内容", "English text"];
    public string UrgentTemplate => this["紧急(静默时段也发送)", "Urgent (goes out in quiet hours)"];
    public string ArgumentHint => this["变量用花括号,如 {name};中英文的变量要一致。", "Arguments are in braces, such as {name}, and the same in both languages."];
    public string SaveDraft => this["保存草稿", "Save draft"];
    public string NextVersion => this["修改为新版本", "Write the next version"];
    public string Approve => this["批准", "Approve"];
    public string Retire => this["停用", "Retire"];
    public string WrittenBy(MessageTemplateLine t) => this[$"{t.WrittenBy} 编写于 {DateTime(t.WrittenAt)}", $"written by {t.WrittenBy}, {DateTime(t.WrittenAt)}"];
    public string ApprovedBy(MessageTemplateLine t) => t.ApprovedAt is { } at ? this[$"{t.ApprovedBy} 批准于 {DateTime(at)}", $"approved by {t.ApprovedBy}, {DateTime(at)}"] : "";
    public string Version(int version) => this[$"第 {version} 版", $"version {version}"];

    public string TemplateState(string state) => state switch
    {
        "draft" => this["待批准", "draft"],
        "approved" => this["已批准", "approved"],
        "retired" => this["已停用", "retired"],
        _ => state,
    };

    /// <summary>Well-known names of arguments; another is shown as it is written.</summary>
    public string Argument(string name) => name switch
    {
        "name" => this["姓名", "Name"],
        "matter" => this["事项", "Matter"],
        "service" => this["服务", "Service"],
        "phone" => this["电话", "Phone"],
        "address" => this["地址", "Address"],
        "place" => this["地点", "Place"],
        "time" => this["时间", "Time"],
        "order" => this["工单号", "Order"],
        _ => name,
    };
}
