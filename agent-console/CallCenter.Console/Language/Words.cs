using System.Globalization;
using CallCenter.Console.Desk;
using CallCenter.Console.Phone;
using CallCenter.Console.Wire;
using CallCenter.Console.WorkOrders;
using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Every word of the console, Chinese and English side by side: none can be missing in one of them.</summary>
internal sealed partial class Words
{
    private const string Key = "cc.language";
    private static readonly CultureInfo Zh = CultureInfo.GetCultureInfo("zh-CN"), En = CultureInfo.GetCultureInfo("en-GB");
    private readonly BrowserStore _store;
    private readonly BrowserPhone _page;

    public Words(BrowserStore store, BrowserPhone page)
    {
        (_store, _page) = (store, page);
        Chinese = store.Read(Key) != "en";
        Apply();
    }

    public event Action? Changed;

    public bool Chinese { get; private set; }

    public string Language => Chinese ? "zh" : "en";

    public string Tag => Chinese ? "zh-CN" : "en";

    public async Task ChooseAsync(bool chinese)
    {
        Chinese = chinese;
        _store.Write(Key, Language);
        Apply();
        await _page.LanguageAsync(Tag);
        Changed?.Invoke();
    }

    private string this[string zh, string en] => Chinese ? zh : en;

    private void Apply() => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = Chinese ? Zh : En;

    public string Product => this["呼叫中心", "CallCenter"];
    public string Starting => this["正在启动…", "Starting…"];
    public string ServerAway => this["连不上服务器,正在重试…", "The server cannot be reached, trying again…"];
    public string Loading => this["加载中…", "Loading…"];
    public string Close => this["关闭", "Close"];
    public string Dismiss => this["知道了", "Dismiss"];
    public string More => this["更多", "More"];
    public string Refresh => this["刷新", "Refresh"];
    public string Choose => this["请选择", "Choose"];
    public string LanguageLabel => this["语言", "Language"];

    public string Problem(string code) => code switch
    {
        ProblemCode.WrongPassword => this["用户名或密码不正确。", "Wrong user name or password."],
        ProblemCode.LockedOut => this["密码错误次数过多,账号已暂时锁定,请稍后再试。", "Too many wrong passwords: the account is locked for a while."],
        ProblemCode.SignedOut => this["登录已过期,请重新登录。", "The session has expired, please sign in again."],
        ProblemCode.PhoneTaken => this["这部话机正被其他坐席使用。", "Another agent is using this phone."],
        ProblemCode.UnknownPhone => this["没有这部话机。", "There is no such phone."],
        ProblemCode.NotAllowed => this["没有权限。", "You are not allowed to do this."],
        ProblemCode.Invalid => this["输入有误,请检查。", "Something entered is not valid, please check."],
        ProblemCode.NoPurpose => this["请先说明查看号码的用途。", "Say first why the number is needed."],
        ProblemCode.NotFound => this["没有找到。", "Not found."],
        ProblemCode.WrongState => this["当前状态下不能这样操作。", "Not possible in the present state."],
        ProblemCode.CodeTaken => this["这个统一社会信用代码已登记在另一单位。", "Another enterprise has this social credit code."],
        ProblemCode.Unavailable => this["服务暂时不可用,请稍后再试。", "The service is not available now, please try again."],
        ProblemCode.SecondFactor => this["请输入验证器中的六位验证码。", "Enter the six digits your authenticator shows."],
        ProblemCode.WrongCode => this["验证码不正确,或已经用过。", "The code is wrong, or was used already."],
        ProblemCode.RolesMeet => this["此账号同时具有安全管理员和审计管理员角色,不允许登录。", "This account is security and audit administrator at once and may not sign in."],
        ProblemCode.KeyLost => this["密钥不可用,内容无法打开,请联系管理员。", "The key is not at hand, so this cannot be opened. Please tell the administrator."],
        ProblemCode.Damaged => this["录音文件已损坏或被改动,无法播放。", "The recording is damaged or was changed and cannot be played."],
        ProblemCode.TooMany => this["操作太频繁,请稍等。", "Too many tries, please wait a moment."],
        ProblemCode.WrongDays => this[$"日期不正确:起始不能晚于截止,截止不能晚于今天,一次最多 {FigureRules.MostDays} 天。", $"These days do not go: the first comes before the last, none lies ahead, and at most {FigureRules.MostDays} make one table."],
        ProblemCode.SamePerson => this["写的人不能自己批准,请由他人批准。", "Whoever wrote it does not approve it: ask somebody else."],
        ProblemCode.NumberWithheld => this["来电隐藏了号码,无法标记或屏蔽。", "The caller hides the number: it can neither be marked nor blocked."],
        ProblemCode.AlarmNumber => this["这是登记的报警号码,不能限制或屏蔽。", "This number is registered for alarms: it is neither restricted nor blocked."],
        ProblemCode.MessagesOff => this["短信未开通:没有配置短信网关。", "Messages are off: no gateway is set up."],
        ProblemCode.NoMobile => this["没有可接收短信的手机号码。", "There is no mobile number to send to."],
        Api.Away => this["连不上服务器。", "The server cannot be reached."],
        _ => this["操作没有成功。", "That did not work."],
    };

    public string Of(PhoneState state) => state switch
    {
        PhoneState.Offline => this["离线", "Offline"],
        PhoneState.Idle => this["空闲", "Idle"],
        PhoneState.Ringing => this["振铃", "Ringing"],
        PhoneState.Talking => this["通话中", "Talking"],
        PhoneState.Held => this["保持中", "On hold"],
        PhoneState.WrapUp => this["话后处理", "Wrap-up"],
        PhoneState.Lost => this["失联", "Lost contact"],
    };

    public string Of(AgentState state) => state switch
    {
        AgentState.Offline => this["未上岗", "Off duty"],
        AgentState.Ready => Ready,
        AgentState.Break => Break,
        AgentState.Offered => this["来电分配", "Offered"],
        AgentState.Talking => this["受理中", "In a call"],
        AgentState.WrapUp => this["整理", "Wrapping up"],
        AgentState.Lost => this["连接断开", "Disconnected"],
    };

    public string Of(SaveState state) => state switch
    {
        SaveState.Clean => "",
        SaveState.Unsaved => this["● 未保存", "● Unsaved"],
        SaveState.Saving => this["保存中…", "Saving…"],
        SaveState.Saved => this["✓ 已保存", "✓ Saved"],
        SaveState.Offline => this["▲ 已存本机,待连线后保存", "▲ Kept here until the server is back"],
        SaveState.Refused => this["▲ 仅存本机", "▲ Kept here only"],
    };

    public string Of(RecordingState state) => state switch
    {
        RecordingState.None => this["没有录音", "No recording"],
        RecordingState.Pending => this["录音处理中", "Recording in preparation"],
        RecordingState.Ready => this["有录音", "Recorded"],
    };

    public string Duration(TimeSpan t) => t.TotalHours >= 1 ? $"{(int)t.TotalHours}:{t.Minutes:00}:{t.Seconds:00}" : $"{t.Minutes:00}:{t.Seconds:00}";
    public string Seconds(int s) => this[$"{s} 秒", $"{s} s"];
    public string Minutes(int s) => this[$"{s / 60} 分", $"{s / 60} min"];
    public string DateTime(DateTimeOffset at) => at.ToLocalTime().ToString(Chinese ? "M月d日 HH:mm" : "d MMM HH:mm", CultureInfo.CurrentCulture);

    /// <summary>Narrow: the time of a call of today, the day of an earlier one.</summary>
    public string Short(DateTimeOffset at, DateTimeOffset now)
        => at.ToLocalTime().ToString(at.ToLocalTime().Date == now.ToLocalTime().Date ? "HH:mm" : Chinese ? "M月d日" : "d MMM", CultureInfo.CurrentCulture);

    public string DateTimeFull(DateTimeOffset at) => at.ToLocalTime().ToString(Chinese ? "yyyy年M月d日 HH:mm:ss" : "d MMM yyyy HH:mm:ss", CultureInfo.CurrentCulture);
    public string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
