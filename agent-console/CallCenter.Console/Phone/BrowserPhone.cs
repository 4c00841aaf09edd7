using CallCenter.Contracts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CallCenter.Console.Phone;

/// <summary>The C# side of the softphone (Softphone/src): commands in, one whole state out.</summary>
internal sealed class BrowserPhone(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private DotNetObjectReference<BrowserPhone>? _self;

    public event Action? Changed;

    /// <summary>A page-wide shortcut: answer, hold, mute, keypad, hangup, finish, ready, break, help, search, digit:N.</summary>
    public event Action<string>? Key;

    public Line Line { get; private set; } = Line.None;

    public Registration Registration { get; private set; }

    public Microphone Microphone { get; private set; }

    public async Task LoadAsync()
    {
        _self = DotNetObjectReference.Create(this);
        _module = await js.InvokeAsync<IJSObjectReference>("import", "./softphone.js");
        Take(await _module.InvokeAsync<PhoneNews>("create", _self));
    }

    public ValueTask ConnectAsync(SipCredential credential) => Module.InvokeVoidAsync("connect", credential);

    /// <param name="abandon">Leave a talk without BYE: the Server takes it for a lost page and rejoins the seat's new one.</param>
    public ValueTask DisconnectAsync(bool abandon = false) => Module.InvokeVoidAsync("disconnect", abandon);

    public ValueTask AnswerAsync() => Module.InvokeVoidAsync("answer");

    public ValueTask HangUpAsync() => Module.InvokeVoidAsync("hangUp");

    public ValueTask MuteAsync(bool on) => Module.InvokeVoidAsync("mute", on);

    /// <returns>False when it could not be done now.</returns>
    public ValueTask<bool> HoldAsync(bool on) => Module.InvokeAsync<bool>("hold", on);

    public ValueTask DtmfAsync(string tones) => Module.InvokeVoidAsync("dtmf", tones);

    /// <summary>Audio came from Asterisk within the last 1.5 s.</summary>
    public ValueTask<bool> FlowingAsync() => Module.InvokeAsync<bool>("flowing");

    public ValueTask OpenMicrophoneAsync() => Module.InvokeVoidAsync("microphone");

    public ValueTask AllowNotificationsAsync() => Module.InvokeVoidAsync("allowNotifications");

    public ValueTask NotifyAsync(string title, string body) => Module.InvokeVoidAsync("notify", title, body);

    public ValueTask<AudioDevices> DevicesAsync() => Module.InvokeAsync<AudioDevices>("devices");

    /// <param name="kind">microphone, speaker or ring</param>
    public ValueTask ChooseAsync(string kind, string id) => Module.InvokeVoidAsync("choose", kind, id);

    public ValueTask TestToneAsync(string kind) => Module.InvokeVoidAsync("testTone", kind);

    /// <returns>audible, or why a ring would not be heard now: blocked, device.</returns>
    public ValueTask<string> ProveRingAsync() => Module.InvokeAsync<string>("proveRing");

    /// <summary>The ring as a call makes it, until it is stopped.</summary>
    public ValueTask SampleRingAsync(bool on) => Module.InvokeVoidAsync("sampleRing", on);

    /// <summary>The alarm's tone, and its announcement where the browser can speak; null: quiet.</summary>
    public ValueTask AlarmAsync(string? words) => Module.InvokeVoidAsync("alarm", words);

    /// <summary>Whether the microphone hears anything within some seconds.</summary>
    public ValueTask<bool> VoiceAsync() => Module.InvokeAsync<bool>("voice");

    /// <returns>heard, or why no sound came back: offline, refused, blocked, silent, stopped.</returns>
    public ValueTask<string> EchoAsync() => Module.InvokeAsync<string>("echo");

    /// <returns>granted, denied, or default when nobody answered.</returns>
    public ValueTask<string> NotificationsAsync() => Module.InvokeAsync<string>("notifications");

    public ValueTask<Surroundings> SurroundingsAsync() => Module.InvokeAsync<Surroundings>("surroundings");

    public ValueTask MeterAsync(ElementReference element) => Module.InvokeVoidAsync("meter", element);

    public ValueTask WaveformAsync(ElementReference slider, ElementReference canvas, ElementReference audio, Waveform waveform)
        => Module.InvokeVoidAsync("waveform", slider, canvas, audio, waveform.Seconds, waveform.Caller, waveform.Agent);

    public ValueTask LanguageAsync(string tag) => Module.InvokeVoidAsync("language", tag);

    public ValueTask DialogAsync(ElementReference dialog, bool open) => Module.InvokeVoidAsync("dialog", dialog, open);

    public ValueTask FocusAsync(string id) => Module.InvokeVoidAsync("focus", id);

    [JSInvokable("News")]
    public void OnNews(PhoneNews news)
    {
        Take(news);
        Changed?.Invoke();
    }

    [JSInvokable("Key")]
    public void OnKey(string name) => Key?.Invoke(name);

    public async ValueTask DisposeAsync()
    {
        if (_module is not null)
            await _module.DisposeAsync();
        _self?.Dispose();
    }

    private IJSObjectReference Module => _module ?? throw new InvalidOperationException("The softphone is not loaded.");

    private void Take(PhoneNews news)
    {
        Registration = Enum.Parse<Registration>(news.Registration, ignoreCase: true);
        Microphone = Enum.Parse<Microphone>(news.Microphone, ignoreCase: true);
        Line = news.Session switch
        {
            null => Line.None,
            { Phase: "up" } s => new Line.Up(s.Offer, s.Call, s.Caller, s.Held, s.Muted),
            var s => new Line.Ringing(s.Offer, s.Call, s.Caller, s.Phase == "answering"),
        };
    }
}
