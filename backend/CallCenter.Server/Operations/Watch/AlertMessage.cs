using System.Globalization;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Messages;
using CallCenter.Server.Messages;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Operations.Watch;

/// <summary>An alert as a short message, from a template of its own that comes with the product: urgent, so that quiet hours do not hold it back.</summary>
internal sealed class AlertMessage(IDbContextFactory<CenterDb> databases, MessageDesk desk, CallerNumbers numbers, CenterOptions options, TimeProvider time)
{
    /// <summary>Its name; a site may write and approve a version of its own, with the same arguments.</summary>
    public const string Template = "系统告警";
    private static readonly IReadOnlyDictionary<string, (string Zh, string En)> Words = new Dictionary<string, (string, string)>
    {
        [Matter.Asterisk] = ("电话系统不可用", "the telephone exchange is away"), [Matter.Trunk] = ("中继线路中断", "a trunk is down"), [Matter.Disk] = ("磁盘空间不足", "the disk is filling up"),
        [Matter.Database] = ("数据库不可用", "the database is away"), [Matter.Journal] = ("通话日志无法写入", "the journal is not being stored"), [Matter.Prompts] = ("语音提示缺失", "announcements are missing"),
        [Matter.Clock] = ("系统时钟异常", "the clock is wrong"), [Matter.Certificate] = ("证书即将到期", "the certificate is running out"), [Matter.Backup] = ("备份过期", "the backup is old"),
        [Matter.Keys] = ("录音密钥缺失", "keys are missing"), [Matter.Drill] = ("报警测试呼叫失败", "the alarm drill failed"),
    };

    /// <returns>queued, or why not: messages-off, too-many, database-away.</returns>
    public async Task<string> SendAsync(Condition condition, string number, CancellationToken ct)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            var template = await TemplateAsync(db, ct);
            var words = Words[condition.Matter];
            var level = condition.Level == WatchLevel.Critical ? ("严重", "critical") : ("警告", "warning");
            var wish = new SendMessage(template, options.Language, new Dictionary<string, string>
            {
                ["level"] = options.Language == "en" ? level.Item2 : level.Item1, ["what"] = options.Language == "en" ? words.En : words.Zh,
                ["time"] = TimeZoneInfo.ConvertTime(condition.Since, time.LocalTimeZone).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture),
            }, null, null);
            var (message, duplicate, problem) = await desk.QueueAsync(db, wish, new Addressee(numbers.Parse(number) ?? number, null, null), WatchService.System, ct);
            return message is not null ? (duplicate ? "duplicate" : "queued") : problem?.ProblemDetails.Extensions["code"]?.ToString() ?? "refused";
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            return "database-away";
        }
    }

    private async Task<Guid> TemplateAsync(CenterDb db, CancellationToken ct)
    {
        var known = await db.MessageTemplates.AsNoTracking().Where(t => t.Name == Template && t.State == TemplateState.Approved).OrderByDescending(t => t.Version).Select(t => t.Id).FirstOrDefaultAsync(ct);
        if (known != Guid.Empty) return known;
        var now = time.GetUtcNow();
        var template = new MessageTemplate
        {
            Id = Guid.CreateVersion7(now), Name = Template, Version = 1 + await db.MessageTemplates.CountAsync(t => t.Name == Template, ct),
            TextZh = "【呼叫中心】{level}:{what},{time}。请登录“运行状况”页面确认处理。", TextEn = "[CallCenter] {level}: {what}, {time}. Please acknowledge on the operations page.",
            Urgent = true, State = TemplateState.Approved, WrittenBy = WatchService.System, WrittenAt = now, ApprovedBy = WatchService.System, ApprovedAt = now,
        };
        db.Add(template);
        await db.SaveChangesAsync(ct);
        return template.Id;
    }
}
