using CallCenter.Console.Language;
using CallCenter.Console.Phone;
using CallCenter.Console.Shared;
using CallCenter.Console.Wire;
using CallCenter.Console.WorkOrders;
using CallCenter.Contracts;

namespace CallCenter.Console.Desk;

/// <summary>
/// What the page shows, from three sources that may disagree: the Server's snapshot, the softphone's own session, and
/// whether the Server can be heard at all. The softphone decides what can be done with the call in the page.
/// </summary>
internal sealed partial class AgentDesk
{
    public const string Browser = "browser";
    private readonly Api _api;
    private readonly HubLink _link;
    private readonly BrowserPhone _phone;
    private readonly DraftKeeper _drafts;
    private readonly Clock _clock;
    private readonly Notices _notices;
    private readonly Words _words;
    private readonly TimeProvider _time;

    public AgentDesk(Api api, HubLink link, BrowserPhone phone, DraftKeeper drafts, Clock clock, Notices notices, Words words, TimeProvider time)
    {
        (_api, _link, _phone, _drafts, _clock, _notices, _words, _time) = (api, link, phone, drafts, clock, notices, words, time);
        _link.Changed += OnLink;
        _link.Snapshot += OnSnapshot;
        _link.Refused += Expire;
        _api.SignedOut += Expire;
        _phone.Changed += OnPhone;
        _phone.Key += OnKey;
        _clock.Tick += OnTick;
    }

    public event Action? Changed;

    public View View { get; private set; }

    public SessionInfo? Session { get; private set; }

    public AgentSnapshot? Snapshot { get; private set; }

    /// <summary>A message above the sign-in form: the session ran out.</summary>
    public bool Expired { get; private set; }

    /// <summary>A call goes on although nobody is signed in.</summary>
    public bool Talking => _phone.Line is Line.Up;

    public bool HasBrowserPhone => Session?.Phone == Browser;

    public bool HasSeat => Session?.Phone is not null;

    public bool Live => _link.Live;

    /// <summary>The seat is meant to be connected and is not.</summary>
    public bool Away => HasSeat && _link.State == LinkState.Away;

    public bool ServerAway { get; private set; }

    /// <summary>The Server has been upgraded under this page, and no call would be disturbed by loading it anew.</summary>
    public bool Outdated => _loadedFrom is not null && Snapshot is { Call: null } snapshot && snapshot.Build != _loadedFrom && _phone.Line is Line.Idle;

    public Registration Registration => _phone.Registration;

    public Microphone Microphone => _phone.Microphone;

    public async Task StartAsync()
    {
        // After F5 every round trip counts: the seat is taken while the session is still being asked for.
        var loading = _phone.LoadAsync();
        if (_link.HadSeat)
            _ = _link.OpenAsync();
        var session = await SessionAsync();
        await loading;
        if (session is null)
        {
            await _link.CloseAsync();
            Show(View.SignIn);
        }
        else
        {
            await EnterAsync(session);
        }

        await _phone.LanguageAsync(_words.Tag);
    }

    public async Task<string?> SignInAsync(string user, string password, string? phone, string? code = null)
    {
        var reply = await _api.SignInAsync(new SignIn(user, password, phone, code));
        if (reply is not { Ok: true, Value: { } session })
            return reply.Problem;
        Expired = false;
        _resumed = false;
        await EnterAsync(session);
        return null;
    }

    public async Task SignOutAsync()
    {
        await _drafts.SaveAsync();
        var reply = await _api.SignOutAsync();
        if (reply.Problem is { } problem and not ProblemCode.SignedOut)
        {
            _notices.Problem(_words.Problem(problem));
            return;
        }

        await LeaveAsync();
        Expired = false;
        Show(View.SignIn);
    }

    /// <summary>在此页使用: this page takes the seat from the other one.</summary>
    public async Task TakeSeatAsync()
    {
        Show(View.Console);
        await _link.OpenAsync(takeOver: true);
    }

    /// <summary>保留原页面: this page stays without a phone.</summary>
    public async Task LeaveSeatAsync()
    {
        await _link.CloseAsync();
        Show(View.Replaced);
    }

    private async Task<SessionInfo?> SessionAsync()
    {
        while (true)
        {
            var reply = await _api.SessionAsync();
            if (reply.Ok)
                return reply.Value;
            if (reply.Problem is not (Api.Away or ProblemCode.Unavailable))
                return null;
            ServerAway = true;
            Changed?.Invoke();
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
        }
    }

    private async Task EnterAsync(SessionInfo session)
    {
        ServerAway = false;
        Session = session;
        if (session.SecondFactorDue)
        {
            Show(View.SecondFactor);
            return;
        }

        _drafts.Enter(session.User);
        if (HasBrowserPhone)
            _ = _phone.OpenMicrophoneAsync().AsTask(); // asks its question while the seat is being taken
        if (!HasSeat)
            await _link.CloseAsync();
        else if (_link.State == LinkState.Off)
            _ = _link.OpenAsync();
        View = View.Console;
        _ = LearnWordsAsync();
        OnLink();
        Settle();
    }

    private async Task LeaveAsync()
    {
        _drafts.Follow(null, null, "");
        await _link.CloseAsync();
        _link.GiveUpSeat();
        await _phone.DisconnectAsync();
        _credentialFor = null;
        Session = null;
        Snapshot = null;
    }

    /// <summary>401: back to the sign-in page. A call in the page goes on; its audio needs no session.</summary>
    private void Expire() => _ = ExpireAsync();

    private async Task ExpireAsync()
    {
        if (View == View.SignIn || Session is null)
            return;
        Expired = true;
        Session = null;
        Show(View.SignIn);
        _drafts.Follow(null, null, "");
        await _link.CloseAsync();
        if (_phone.Line is Line.Idle)
            await _phone.DisconnectAsync();
        _credentialFor = null;
    }

    private void OnLink()
    {
        if (Session is null)
            return;
        switch (_link.State)
        {
            case LinkState.Live:
                ServerAway = false;
                if (View is View.SeatTaken or View.Starting)
                    Show(View.Console);
                Report();
                _ = CredentialAsync();
                break;
            case LinkState.SeatTaken:
                Show(View.SeatTaken);
                break;
            case LinkState.Replaced:
                _credentialFor = null;
                _ = _phone.DisconnectAsync(abandon: true).AsTask();
                Show(View.Replaced);
                break;
        }

        Changed?.Invoke();
    }

    /// <summary>This page was loaded with the session it has: a phone that is registered already is that user's.</summary>
    private bool _resumed = true;
    private string? _credentialFor;
    private bool _fetching;
    private long _refusedSince;

    /// <summary>A credential is fetched once the seat is ours, never before: fetching one cuts off whichever page had it.</summary>
    private async Task CredentialAsync()
    {
        if (!HasBrowserPhone || _credentialFor == Session?.User || _fetching)
            return;
        if (_resumed && _phone.Registration == Registration.Registered)
        {
            _credentialFor = Session?.User; // this tab's own, kept over the reload
            return;
        }

        _fetching = true;
        try
        {
            while (_link.Live && HasBrowserPhone)
            {
                var reply = await _api.PhoneAsync();
                if (reply is { Ok: true, Value: { } credential })
                {
                    _credentialFor = Session?.User;
                    await _phone.ConnectAsync(credential);
                    return;
                }

                await Task.Delay(TimeSpan.FromSeconds(1), _time);
            }
        }
        finally
        {
            _fetching = false;
        }
    }

    /// <summary>A credential that Asterisk keeps refusing has been swept: ask for another one.</summary>
    private void RenewRefused()
    {
        if (_phone.Registration != Registration.Refused)
        {
            _refusedSince = 0;
            return;
        }

        if (_refusedSince == 0)
            _refusedSince = _time.GetTimestamp();
        if (!_link.Live || _time.GetElapsedTime(_refusedSince) < TimeSpan.FromSeconds(4))
            return;
        _refusedSince = 0;
        _credentialFor = null;
        _ = CredentialAsync();
    }

    private long _asked;
    private string? _loadedFrom;

    /// <summary>A hub that cannot be reached does not tell why: ask whether the session is over.</summary>
    private async Task AskSessionAsync()
    {
        if (!Away || View != View.Console || (_asked != 0 && _time.GetElapsedTime(_asked) < TimeSpan.FromSeconds(3)))
            return;
        _asked = _time.GetTimestamp();
        var reply = await _api.SessionAsync();
        if (reply.Problem == ProblemCode.SignedOut)
            Expire();
    }

    private void Show(View view)
    {
        View = view;
        Changed?.Invoke();
    }
}
