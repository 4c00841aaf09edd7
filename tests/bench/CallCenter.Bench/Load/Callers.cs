using System.Collections.Concurrent;
using System.Text;

namespace CallCenter.Bench.Load;

/// <summary>The telephone network: every caller dials, talks and hangs up.</summary>
internal sealed class Callers : IDisposable
{
    private const long FirstAgain = 500_000, GiveUp = 10_000_000, Unclear = 5_000_000;
    private readonly ConcurrentDictionary<string, LoadCall> _live = new();
    private readonly SipSocket _sip;
    private Voices _voices = null!;

    public Callers() => _sip = new SipSocket("callers", Take);

    public bool Quiet => _live.IsEmpty;

    public LoadCall? Find(string number) => _live.GetValueOrDefault(number);

    public void Speak(Voices voices) => _voices = voices;

    public void Dial(LoadCall call)
    {
        var invite = Request(call, "INVITE", 1, $"sip:{call.Dialled}@127.0.0.1:{call.SipPort}", $"<sip:{call.Dialled}@127.0.0.1>", SipText.Sdp(_voices.Port));
        call.SendAgainAt = Kernel.Now() + FirstAgain;
        // Before it is sent: the answer may be here before we go on.
        call.Unanswered = Encoding.ASCII.GetBytes(invite);
        call.InvitedAt = Kernel.Now();
        _live[call.Number] = call;
        _sip.Send(call.Unanswered, call.SipPort);
    }

    /// <summary>Whose time is up hangs up; what was not answered is sent again; who got nowhere gives up.</summary>
    public void Look(long now)
    {
        foreach (var (number, call) in _live)
        {
            if (call.Over)
            {
                Leave(number, call);
            }
            else if (now >= call.HangUpAt && call.LeftAt == 0)
            {
                HangUp(call, now);
            }
            else if (call.TalkSince == 0 && now - call.InvitedAt > GiveUp && call.LeftAt == 0)
            {
                call.Fail(call.RangAt == 0 ? "no phone rang within 10 s" : "not joined within 10 s");
                HangUp(call, now);
            }
            else if (call.LeftAt > 0 && now - call.LeftAt > Unclear)
            {
                call.Fail(call.CallerOver ? "the agent's phone was not hung up within 5 s" : "no answer to BYE within 5 s");
                (call.CallerOver, call.AgentOver) = (true, true);
            }
            else if (call.Unanswered is { } again && now >= call.SendAgainAt)
            {
                call.SendAgainAt = now + 2 * FirstAgain;
                _sip.Send(again, call.SipPort);
            }
        }
    }

    public void Dispose() => _sip.Dispose();

    private void Leave(string number, LoadCall call)
    {
        (call.Caller.Ended, call.Agent.Ended) = (true, true);
        _live.TryRemove(number, out _);
    }

    private void HangUp(LoadCall call, long now)
    {
        call.LeftAt = now;
        (call.Caller.Ended, call.Agent.Ended) = (true, true);
        if (call.Dialogue is not { } dialogue)
        {
            _sip.Send(Request(call, "CANCEL", 1, $"sip:{call.Dialled}@127.0.0.1:{call.SipPort}", $"<sip:{call.Dialled}@127.0.0.1>"), call.SipPort);
            return;
        }
        call.SendAgainAt = now + FirstAgain;
        call.Unanswered = Encoding.ASCII.GetBytes(Request(call, "BYE", 2, dialogue.Contact, dialogue.To));
        _sip.Send(call.Unanswered, call.SipPort);
    }

    private void Take(SipText message, int from, long arrived)
    {
        if (message.Status == 0)
        {
            Asked(message, from);
            return;
        }
        if (Find(message.CallId) is not { } call) return;
        switch (message.Method)
        {
            case "INVITE" when message.Status < 200:
                call.Unanswered = call.LeftAt == 0 ? null : call.Unanswered;
                break;
            case "INVITE" when message.Status < 300:
                _sip.Send(Request(call, "ACK", 1, message.Contact, message.Header("To")), call.SipPort);
                if (call.Dialogue is not null) break;
                (call.Unanswered, call.Dialogue, call.Caller.Port) = (null, (message.Header("To"), message.Contact), message.RtpPort);
                _voices.Add(call.Caller);
                call.Answered();
                // It crossed with our CANCEL.
                if (call.LeftAt > 0) HangUp(call, call.LeftAt);
                break;
            case "INVITE":
                _sip.Send(Request(call, "ACK", 1, $"sip:{call.Dialled}@127.0.0.1:{call.SipPort}", message.Header("To")), call.SipPort);
                call.Fail($"refused with {message.Status}");
                (call.Unanswered, call.LeftAt, call.CallerOver) = (null, arrived, true);
                break;
            case "BYE":
                (call.Unanswered, call.CallerOver) = (null, true);
                break;
        }
    }

    private void Asked(SipText request, int from)
    {
        if (request.Method == "ACK") return;
        _sip.Send(request.Answer("200 OK", "network"), from);
        if (request.Method != "BYE" || Find(request.CallId) is not { } call) return;
        call.Fail("the caller was hung up");
        (call.LeftAt, call.CallerOver) = (call.LeftAt == 0 ? Kernel.Now() : call.LeftAt, true);
    }

    /// <summary>A request of the caller's; his number is the Call-ID too.</summary>
    private string Request(LoadCall call, string method, int sequence, string uri, string to, string sdp = "") =>
        $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{_sip.Port};branch=z9hG4bK{call.Number}{(method is "INVITE" or "CANCEL" ? "i" : method)}\r\nMax-Forwards: 70\r\n" +
        $"From: <sip:{call.Number}@127.0.0.1>;tag=n{call.Number}\r\nTo: {to}\r\nCall-ID: {call.Number}\r\nCSeq: {sequence} {method}\r\nContact: <sip:{call.Number}@127.0.0.1:{_sip.Port}>\r\n{SipText.Body(sdp)}";
}
