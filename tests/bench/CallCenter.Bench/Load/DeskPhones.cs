using System.Collections.Concurrent;
using System.Globalization;
using CallCenter.Testing;

namespace CallCenter.Bench.Load;

/// <summary>The agents' telephones: one line each, picked up as soon as they ring.</summary>
internal sealed class DeskPhones : IDisposable
{
    private const long AnswerAgain = 500_000;
    private static readonly TimeSpan Registered = TimeSpan.FromSeconds(60);
    private readonly Func<string, LoadCall?> _callOf;
    private readonly SipSocket _sip;
    private readonly ConcurrentDictionary<string, Talk> _talks = new();
    private readonly ConcurrentDictionary<(string Phone, int Centre), string> _busy = new();
    private readonly ConcurrentDictionary<string, (string Password, int Centre)> _signingIn = new();
    private Voices _voices = null!;
    private int _doubleBooked;

    /// <param name="callOf">The call of the caller with that number.</param>
    public DeskPhones(Func<string, LoadCall?> callOf) => (_callOf, _sip) = (callOf, new SipSocket("desk phones", Take));

    public void Speak(Voices voices) => _voices = voices;

    /// <summary>INVITEs to a phone that was in a talk, since it was last asked.</summary>
    public int TakeDoubleBooked() => Interlocked.Exchange(ref _doubleBooked, 0);

    /// <summary>Registers all of them at that Asterisk, a few at a time.</summary>
    public async Task RegisterAsync(IEnumerable<string> phones, AsteriskServer centre)
    {
        foreach (var some in phones.Chunk(20))
        {
            foreach (var phone in some)
            {
                _signingIn[phone] = (centre.DemoPassword, centre.SipPort);
                _sip.Send(Register(phone, centre.SipPort, 1, ""), centre.SipPort);
            }
            await Eventually.TrueAsync(() => Task.FromResult(_signingIn.IsEmpty), Registered, () => $"{string.Join(' ', _signingIn.Keys)} are registered");
        }
    }

    /// <summary>An answer that was not acknowledged is sent again.</summary>
    public void Look(long now)
    {
        foreach (var talk in _talks.Values.Where(talk => talk.Answer is not null && now >= talk.SendAgainAt))
        {
            talk.SendAgainAt = now + AnswerAgain;
            _sip.Send(talk.Answer!, talk.Centre);
        }
    }

    public void Dispose() => _sip.Dispose();

    private void Take(SipText message, int from, long arrived)
    {
        switch (message.Method)
        {
            case "REGISTER":
                Register(message);
                break;
            case "INVITE" when message.Status == 0:
                Ring(message, from, arrived);
                break;
            case "ACK" when _talks.TryGetValue(message.CallId, out var talk):
                if (talk.Answer is null) break;
                talk.Answer = null;
                talk.Call.Agent.Port = talk.RtpPort;
                _voices.Add(talk.Call.Agent);
                talk.Call.Answered();
                break;
            case "BYE" when message.Status == 0:
                _sip.Send(message.Answer("200 OK", "phone"), from);
                Over(message.CallId);
                break;
            case "CANCEL" when message.Status == 0:
                _sip.Send(message.Answer("200 OK", "phone"), from);
                break;
            case "OPTIONS" or "NOTIFY" when message.Status == 0:
                _sip.Send(message.Answer("200 OK", "phone"), from);
                break;
        }
    }

    private void Ring(SipText invite, int from, long arrived)
    {
        var contact = $"Contact: <sip:{invite.Target}@127.0.0.1:{_sip.Port}>\r\n";
        if (_talks.ContainsKey(invite.CallId))
        {
            // Sent again; or about media, which stay as they are.
            _sip.Send(invite.Answer("200 OK", "phone", contact, SipText.Sdp(_voices.Port)), from);
            return;
        }
        if (_callOf(invite.From) is not { } call || !_busy.TryAdd((invite.Target, from), invite.CallId))
        {
            Interlocked.Increment(ref _doubleBooked);
            _sip.Send(invite.Answer("486 Busy Here", "phone"), from);
            return;
        }
        call.RangAt = call.RangAt == 0 ? arrived : call.RangAt;
        _sip.Send(invite.Answer("180 Ringing", "phone", contact), from);
        var answer = _sip.Send(invite.Answer("200 OK", "phone", contact, SipText.Sdp(_voices.Port)), from);
        _talks[invite.CallId] = new Talk(call, invite.Target, from, invite.RtpPort) { Answer = answer, SendAgainAt = arrived + AnswerAgain };
    }

    private void Over(string callId)
    {
        if (!_talks.TryRemove(callId, out var talk)) return;
        _busy.TryRemove(new((talk.Phone, talk.Centre), callId));
        if (talk.Call.LeftAt == 0)
        {
            talk.Call.Fail("the agent was hung up");
            talk.Call.HangUpAt = 0;
        }
        talk.Call.AgentOver = true;
    }

    private void Register(SipText response)
    {
        // Call-ID: phone and the centre's port.
        var phone = response.CallId.Split('-')[0];
        if (!_signingIn.TryGetValue(phone, out var signIn)) return;
        if (response.Status == 401 && response.Header("CSeq").StartsWith("1 ", StringComparison.Ordinal))
        {
            _sip.Send(Register(phone, signIn.Centre, 2, $"Authorization: {response.Credentials(phone, signIn.Password, $"sip:127.0.0.1:{signIn.Centre}")}\r\n"), signIn.Centre);
        }
        else if (response.Status == 200)
        {
            _signingIn.TryRemove(phone, out _);
        }
    }

    private string Register(string phone, int centre, int sequence, string credentials) =>
        $"REGISTER sip:127.0.0.1:{centre} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{_sip.Port};branch=z9hG4bK{phone}r{sequence.ToString(CultureInfo.InvariantCulture)}c{centre}\r\nMax-Forwards: 70\r\n" +
        $"From: <sip:{phone}@127.0.0.1>;tag=p{phone}\r\nTo: <sip:{phone}@127.0.0.1>\r\nCall-ID: {phone}-{centre}\r\nCSeq: {sequence} REGISTER\r\n" +
        $"Contact: <sip:{phone}@127.0.0.1:{_sip.Port}>\r\nExpires: 3600\r\n{credentials}{SipText.Body("")}";

    private sealed class Talk(LoadCall call, string phone, int centre, int rtpPort)
    {
        public LoadCall Call => call;

        public string Phone => phone;

        public int Centre => centre;

        public int RtpPort => rtpPort;

        /// <summary>Until it is acknowledged.</summary>
        public byte[]? Answer { get; set; }

        public long SendAgainAt { get; set; }
    }
}
