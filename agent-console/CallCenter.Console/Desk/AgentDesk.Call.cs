// long because every step of a call on the page stands here, in the order it happens.
using CallCenter.Console.Phone;
using CallCenter.Console.Wire;
using CallCenter.Contracts;

namespace CallCenter.Console.Desk;

/// <summary>The call in front of the agent, and what may be done with it.</summary>
internal sealed partial class AgentDesk
{
    private Line _before = Line.None;

    /// <summary>The last that is known of the session's call; stands in for the snapshot when that is silent or says otherwise.</summary>
    private CallSnapshot? _standIn;
    private string? _endedOffer;
    private long _contradicted;

    /// <summary>A Server that has just started looks at the live channels first; what it denies in that time means nothing.</summary>
    private static readonly TimeSpan Adopting = TimeSpan.FromSeconds(4);
    private long _attached;
    private bool _ending;
    private string? _talkingCall;

    /// <summary>Talking began: the form wants the focus.</summary>
    public event Action? TalkStarted;

    public event Action<string>? Shortcut;

    /// <summary>Asked for by another pane: show this call in the history.</summary>
    public event Action<string>? CallOpened;

    /// <summary>The page's session, the Server's call, or what is left of them while the Server cannot be heard.</summary>
    public CallSnapshot? Call
    {
        get
        {
            var shown = Snapshot?.Call;
            if (_phone.Line is not Line.Idle)
                return Matches(shown) ? shown : _standIn;
            if (Live || !HasBrowserPhone)
                return shown;
            return _standIn is not null ? _standIn with { Stage = CallStage.WrapUp } : shown;
        }
    }

    public PhoneState Phone => _phone.Line switch
    {
        Line.Ringing { Answering: false } => PhoneState.Ringing,
        Line.Ringing => PhoneState.Talking,
        Line.Up { Held: true } => PhoneState.Held,
        Line.Up => PhoneState.Talking,
        Line.Idle => WithoutSession(),
        _ => throw new InvalidOperationException("no such line"),
    };

    /// <summary>Ringing, talking, or the work after it.</summary>
    public bool HasCall => Phone is not (PhoneState.Offline or PhoneState.Idle or PhoneState.Lost);

    public bool InTalk => Phone is PhoneState.Talking or PhoneState.Held;

    public bool Muted => _phone.Line is Line.Up { Muted: true } || (!HasBrowserPhone && _deskMuted);

    public bool CanAnswer => Alarm is not null || _phone.Line is Line.Ringing { Answering: false };

    public bool CanControl => _phone.Line is Line.Up || DeskTalk;

    public bool CanHangUp => _phone.Line is not Line.Idle || Snapshot?.Call?.Stage is CallStage.Talking or CallStage.Held or CallStage.Rejoining;

    public DateTimeOffset? TalkingSince => Call?.AnsweredAt ?? _answeredAt;

    public DateTimeOffset? HeldSince => Phone == PhoneState.Held ? Snapshot?.Call?.HeldSince ?? _heldAt : null;

    private DateTimeOffset? _answeredAt;
    private DateTimeOffset? _heldAt;
    private bool _deskMuted;

    private bool DeskTalk => !HasBrowserPhone && Snapshot?.Call?.Stage is CallStage.Talking or CallStage.Held;

    public async Task AnswerAsync()
    {
        if (Alarm is { } alarm)
            await TakeAlarmAsync(alarm);
        else if (CanAnswer)
            await _phone.AnswerAsync();
    }

    public async Task HangUpAsync()
    {
        if (!CanHangUp)
            return;
        var call = Snapshot?.Call?.CallId;
        var bySip = _phone.Line is not Line.Idle;
        var registered = _phone.Registration == Registration.Registered;
        if (bySip)
            await _phone.HangUpAsync();
        if (call is not null && (!bySip || !registered))
            await SayAsync(_api.CallAsync(call, "hangup"), quiet: bySip); // the BYE cannot have reached anybody
    }

    public async Task HoldAsync()
    {
        if (_phone.Line is Line.Up up)
        {
            if (!await _phone.HoldAsync(!up.Held))
                _notices.Problem(_words.HoldFailed);
        }
        else if (DeskTalk)
        {
            await SayAsync(_api.CallAsync(Snapshot!.Call!.CallId, Snapshot.Call.Stage == CallStage.Held ? "resume" : "hold"));
        }
    }

    public async Task MuteAsync()
    {
        if (_phone.Line is Line.Up up)
        {
            await _phone.MuteAsync(!up.Muted);
        }
        else if (DeskTalk && await SayAsync(_api.CallAsync(Snapshot!.Call!.CallId, _deskMuted ? "unmute" : "mute")))
        {
            _deskMuted = !_deskMuted;
            Changed?.Invoke();
        }
    }

    public async Task KeypadAsync(string digits)
    {
        if (_phone.Line is Line.Up)
            await _phone.DtmfAsync(digits);
        else if (DeskTalk)
            await SayAsync(_api.KeypadAsync(Snapshot!.Call!.CallId, digits));
    }

    /// <summary>就绪 is a gesture: the moment to ask for the microphone and for notifications.</summary>
    public async Task ReadyAsync()
    {
        if (HasBrowserPhone)
        {
            await _phone.AllowNotificationsAsync();
            await _phone.OpenMicrophoneAsync();
            if (_phone.Microphone is Microphone.Refused or Microphone.Lost)
            {
                _notices.Problem(_words.MicrophoneProblem(_phone.Microphone));
                return;
            }

            if (await _phone.ProveRingAsync() is var proof and not "audible")
            {
                _notices.Problem(_words.RingProblem(proof));
                return;
            }
        }

        await SayAsync(_api.StateAsync("ready"));
    }

    public Task BreakAsync(string reason) => SayAsync(_api.StateAsync("break", reason));

    /// <summary>Where the call history is on the page.</summary>
    public bool CanOpenCalls => CallOpened is not null;

    public void OpenCall(string callId) => CallOpened?.Invoke(callId);

    private async Task<bool> SayAsync(Task<Reply<None>> asked, bool quiet = false)
    {
        var reply = await asked;
        if (!reply.Ok && !quiet)
            _notices.Problem(_words.Problem(reply.Problem!));
        return reply.Ok;
    }

    private void OnSnapshot(AgentSnapshot snapshot, bool fresh)
    {
        if (!fresh && snapshot.Version <= Snapshot?.Version)
            return;
        Snapshot = snapshot;
        _loadedFrom ??= snapshot.Build;
        if (fresh)
            _attached = _time.GetTimestamp();
        if (_resumed && HasBrowserPhone && snapshot.State == AgentState.Ready && !_soundTried)
            _ = TrySoundAsync();
        _clock.Agree(snapshot.ServerTime);
        if (snapshot.Call is null)
            _deskMuted = false;
        if (_phone.Line is not Line.Idle && Matches(snapshot.Call))
            _standIn = snapshot.Call;
        SoundAlarm();
        Settle();
    }

    private bool _soundTried;

    /// <summary>After F5 browsers may keep a page silent until it is clicked, and here nobody presses 就绪: the agent is ready already.</summary>
    private async Task TrySoundAsync()
    {
        _soundTried = true;
        if (await _phone.ProveRingAsync() is var proof and not "audible")
            _notices.Problem(_words.RingProblem(proof));
    }

    private void OnPhone()
    {
        var line = _phone.Line;
        if (line is not Line.Idle && (_before is Line.Idle || _before.OfferId != line.OfferId))
            _standIn = Matches(Snapshot?.Call) ? Snapshot!.Call : StandIn(line);
        _before = line;
        _answeredAt = line is Line.Up ? _answeredAt ?? _clock.Now : null;
        _heldAt = line is Line.Up { Held: true } ? _heldAt ?? _clock.Now : null;
        if (line.OfferId is { } offer)
            _lastOffer = offer;
        else if (line is Line.Idle && _lastOffer is not null)
            (_endedOffer, _lastOffer) = (_lastOffer, null);
        Report();
        Settle();
        Announce(line);
    }

    private string? _lastOffer;
    private string? _announced;

    private void Announce(Line line)
    {
        if (line is Line.Idle)
            _announced = null;
        if (line is not Line.Ringing { Answering: false } || _announced == (line.OfferId ?? "-"))
            return;
        _announced = line.OfferId ?? "-";
        var who = Call is { } call ? _words.Caller(call) : line.From ?? "";
        _ = _phone.NotifyAsync(_words.IncomingCall, who).AsTask();
    }

    /// <summary>After every change of any source: the draft follows the call, the form gets the focus once.</summary>
    private void Settle()
    {
        if (Live && _phone.Line is Line.Idle)
            _standIn = null;
        var call = Call;
        _drafts.Follow(call?.Stage == CallStage.Offered && _phone.Line is not Line.Up ? null : call?.CallId, call?.Draft, call is null ? "" : _words.Caller(call));
        Changed?.Invoke();
        var talking = InTalk ? call?.CallId : null;
        if (talking is not null && talking != _talkingCall)
            TalkStarted?.Invoke();
        _talkingCall = talking;
    }

    private void OnKey(string key)
    {
        if (View != View.Console)
            return;
        switch (key)
        {
            case "answer": _ = AnswerAsync(); break;
            case "hold": _ = HoldAsync(); break;
            case "mute": _ = MuteAsync(); break;
            case "hangup": _ = HangUpAsync(); break;
            case "ready" when HasSeat: _ = ReadyAsync(); break;
            default: Shortcut?.Invoke(key); break;
        }
    }

    private void OnTick()
    {
        RenewRefused();
        _ = AskSessionAsync();
        _ = LearnWordsAsync();
        if (!_ending)
            _ = ServersWordAsync();
    }

    /// <summary>
    /// A session that only this page still believes in is ended by the Server's word: another call, or none, said for 1.5 s by a live Server.
    /// Audio that still comes from Asterisk speaks against it (a call in the dialplan fallback, a Server still adopting), so it gets longer then.
    /// </summary>
    private async Task ServersWordAsync()
    {
        if (!Contradicts())
        {
            _contradicted = 0;
            return;
        }

        if (_contradicted == 0)
            _contradicted = _time.GetTimestamp();
        var since = _time.GetElapsedTime(_contradicted);
        if (since < TimeSpan.FromSeconds(1.5))
            return;
        _ending = true;
        try
        {
            if (since < TimeSpan.FromSeconds(10) && await _phone.FlowingAsync())
                return;
            await _phone.HangUpAsync();
            _contradicted = 0;
        }
        finally
        {
            _ending = false;
        }
    }

    private bool Contradicts()
    {
        if (!Live || !HasBrowserPhone || Snapshot is not { } said || _phone.Line is Line.Idle || _time.GetElapsedTime(_attached) < Adopting)
            return false;
        if (_phone.Line.OfferId is null)
            return _phone.Line is Line.Up && said.State != AgentState.Talking; // the dialplan's own call: the Server only watches it
        return said.Call is null ? said.State != AgentState.Talking : !Matches(said.Call) || said.Call.Stage == CallStage.WrapUp;
    }

    private void Report()
    {
        if (!HasBrowserPhone)
            return;
        var line = _phone.Line;
        _ = _link.ReportAsync(new PhoneReport(_phone.Registration == Registration.Registered, line.OfferId, line is Line.Up, line is Line.Up { Muted: true },
            _phone.Microphone is Microphone.Lost or Microphone.Refused));
    }

    /// <summary>The same offer, the same call by another (the dialplan joined them), or the one call a session without headers can be.</summary>
    private bool Matches(CallSnapshot? call) => call is not null && (call.OfferId == _phone.Line.OfferId || call.CallId == _phone.Line.CallId
        || (_phone.Line is { OfferId: null, CallId: null } && Snapshot?.State == AgentState.Talking));

    private CallSnapshot StandIn(Line line) => new(
        line.CallId ?? line.OfferId ?? $"local-{_clock.Now:yyyyMMddHHmmss}", line.OfferId ?? "", CallStage.Offered, "", "", Mask(line.From), _clock.Now, null, null,
        new Explanation("fallback", new Dictionary<string, string>()), RecordPending: false, [], [], null, Recording: false, null);

    private static string? Mask(string? number)
        => number is { Length: > 7 } ? $"{number[..3]}****{number[^4..]}" : number;

    private PhoneState WithoutSession()
    {
        var registered = HasBrowserPhone ? _phone.Registration == Registration.Registered : Snapshot?.PhoneReachable ?? false;
        if (!HasSeat || Snapshot is not { } said)
            return PhoneState.Offline;
        var gone = HasBrowserPhone && said.Call is { } call && call.OfferId == _endedOffer;
        if (gone && said.State == AgentState.Talking)
            return PhoneState.WrapUp; // ended here, the Server's snapshot is still on its way
        if (!Live && _standIn is not null && HasBrowserPhone)
            return PhoneState.WrapUp;
        return said.State switch
        {
            AgentState.Offline => PhoneState.Offline,
            AgentState.Lost => PhoneState.Lost,
            AgentState.WrapUp => PhoneState.WrapUp,
            AgentState.Talking when said.Call?.Stage == CallStage.Held => PhoneState.Held,
            AgentState.Talking when said.Call?.Stage == CallStage.Rejoining => PhoneState.Lost,
            AgentState.Talking => PhoneState.Talking,
            AgentState.Offered when !HasBrowserPhone => PhoneState.Ringing,
            AgentState.Offered or AgentState.Ready or AgentState.Break => registered ? PhoneState.Idle : PhoneState.Lost,
        };
    }
}
