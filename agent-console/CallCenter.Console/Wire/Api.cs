using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>The Server's answer: a value, or the code of what went wrong.</summary>
internal readonly record struct Reply<T>(T? Value, string? Problem)
{
    public bool Ok => Problem is null;
}

internal readonly record struct None;

/// <summary>HTTP to the Server. Never throws for what an agent can meet: a dead Server is the problem <see cref="Away"/>.</summary>
internal sealed partial class Api(HttpClient http)
{
    public const string Away = "away";

    /// <summary>The session is over (401 on anything but the sign-in itself).</summary>
    public event Action? SignedOut;

    public Task<Reply<SessionInfo>> SignInAsync(SignIn signIn, CancellationToken ct = default)
        => SendAsync(HttpMethod.Post, "api/session", JsonContent.Create(signIn, WireJson.Default.SignIn), WireJson.Default.SessionInfo, quiet: true, ct);

    public Task<Reply<SessionInfo>> SessionAsync(CancellationToken ct = default)
        => SendAsync(HttpMethod.Get, "api/session", null, WireJson.Default.SessionInfo, quiet: true, ct);

    public Task<Reply<SecondFactorState>> SecondFactorAsync()
        => SendAsync(HttpMethod.Get, "api/session/second-factor", null, WireJson.Default.SecondFactorState);

    /// <summary>The password is asked for again; a wrong one is no end of the session.</summary>
    public Task<Reply<SecondFactorOffer>> BeginSecondFactorAsync(ProveIdentity proof)
        => SendAsync(HttpMethod.Post, "api/session/second-factor", JsonContent.Create(proof, WireJson.Default.ProveIdentity), WireJson.Default.SecondFactorOffer, quiet: true);

    public Task<Reply<SecondFactorCodes>> ConfirmSecondFactorAsync(string code)
        => SendAsync(HttpMethod.Post, "api/session/second-factor/confirm", JsonContent.Create(new ConfirmSecondFactor(code), WireJson.Default.ConfirmSecondFactor), WireJson.Default.SecondFactorCodes, quiet: true);

    public Task<Reply<None>> EndSecondFactorAsync(ProveIdentity proof)
        => DoAsync(HttpMethod.Post, "api/session/second-factor/off", JsonContent.Create(proof, WireJson.Default.ProveIdentity), quiet: true);

    public Task<Reply<None>> SignOutAsync() => DoAsync(HttpMethod.Delete, "api/session");

    public Task<Reply<SipCredential>> PhoneAsync() => SendAsync(HttpMethod.Post, "api/session/phone", Empty(), WireJson.Default.SipCredential);

    public Task<Reply<None>> StateAsync(string state, string? reason = null)
        => DoAsync(HttpMethod.Post, "api/agent/state", JsonContent.Create(new SetAgentState(state, reason), WireJson.Default.SetAgentState));

    /// <param name="what">hangup, hold, resume, mute, unmute</param>
    public Task<Reply<None>> CallAsync(string call, string what) => DoAsync(HttpMethod.Post, $"{Call(call)}/{what}", Empty());

    public Task<Reply<None>> SpareAsync(string call, string? reason) => DoAsync(HttpMethod.Post, $"{Call(call)}/spare", JsonContent.Create(new SpareTalk(reason), WireJson.Default.SpareTalk));

    public Task<Reply<None>> KeypadAsync(string call, string digits)
        => DoAsync(HttpMethod.Post, $"{Call(call)}/keypad", JsonContent.Create(new Keypad(digits), WireJson.Default.Keypad));

    public Task<Reply<None>> ChooseAsync(string call, Guid resident)
        => DoAsync(HttpMethod.Post, $"{Call(call)}/resident", JsonContent.Create(new ChooseResident(resident), WireJson.Default.ChooseResident));

    public Task<Reply<None>> ExtendAsync(string call, string reason)
        => DoAsync(HttpMethod.Post, $"{Call(call)}/extend-wrapup", JsonContent.Create(new ExtendWrapUp(reason), WireJson.Default.ExtendWrapUp));

    public Task<Reply<FinishedCall>> FinishAsync(string call, FinishCall finish)
        => SendAsync(HttpMethod.Post, $"{Call(call)}/finish", JsonContent.Create(finish, WireJson.Default.FinishCall), WireJson.Default.FinishedCall);

    public Task<Reply<RevealedNumber>> RevealCallerAsync(string call, RevealPurpose why) => RevealAsync($"{Call(call)}/reveal-number", why);

    public Task<Reply<RevealedNumber>> RevealResidentAsync(Guid id, RevealPurpose why) => RevealAsync($"api/residents/{id}/reveal-number", why);

    public Task<Reply<CallbackList>> CallbacksAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, "api/callbacks", null, WireJson.Default.CallbackList, ct: ct);

    public Task<Reply<None>> SettleCallbackAsync(string call, string reason)
        => DoAsync(HttpMethod.Post, $"api/callbacks/{Uri.EscapeDataString(call)}/settle", JsonContent.Create(new SettleCallback(reason), WireJson.Default.SettleCallback));

    public Task<Reply<CallPage>> CallsAsync(bool mine, string? text, DateTimeOffset? before, CancellationToken ct)
        => SendAsync(HttpMethod.Get, $"api/calls?mine={(mine ? "true" : "false")}&q={Uri.EscapeDataString(text ?? "")}&take=40{Before(before)}", null, WireJson.Default.CallPage, ct: ct);

    /// <summary>All calls of a resident or an enterprise, newest first.</summary>
    public Task<Reply<CallPage>> CallsOfAsync(Guid id, bool enterprise, DateTimeOffset? before)
        => SendAsync(HttpMethod.Get, $"api/calls?{(enterprise ? "enterpriseId" : "residentId")}={id}&take=40{Before(before)}", null, WireJson.Default.CallPage);

    /// <summary>All orders of a resident, closed ones too, newest first.</summary>
    public Task<Reply<IReadOnlyList<WorkOrderLine>>> OrdersOfAsync(Guid resident, DateTimeOffset? before)
        => SendAsync(HttpMethod.Get, $"api/workorders?residentId={resident}&take=40{Before(before)}", null, WireJson.Default.IReadOnlyListWorkOrderLine);

    public Task<Reply<WorkOrderDetail>> OrderAsync(Guid id) => SendAsync(HttpMethod.Get, $"api/workorders/{id}", null, WireJson.Default.WorkOrderDetail);

    private static string Before(DateTimeOffset? before) => before is { } end ? $"&before={Uri.EscapeDataString(end.ToString("O"))}" : "";

    public Task<Reply<CallDetail>> CallDetailAsync(string call, CancellationToken ct) => SendAsync(HttpMethod.Get, Call(call), null, WireJson.Default.CallDetail, ct: ct);

    public Task<Reply<Waveform>> WaveformAsync(string url, CancellationToken ct) => SendAsync(HttpMethod.Get, url, null, WireJson.Default.Waveform, ct: ct);

    public Task<Reply<IReadOnlyList<ResidentLine>>> ResidentsAsync(string text, CancellationToken ct)
        => SendAsync(HttpMethod.Get, $"api/residents?q={Uri.EscapeDataString(text)}&take=20", null, WireJson.Default.IReadOnlyListResidentLine, ct: ct);

    public Task<Reply<ResidentCard>> ResidentAsync(Guid id, CancellationToken ct) => SendAsync(HttpMethod.Get, $"api/residents/{id}", null, WireJson.Default.ResidentCard, ct: ct);

    public Task<Reply<RevealedNumber>> RevealContactAsync(Guid resident, Guid contact, RevealPurpose why) => RevealAsync($"api/residents/{resident}/contacts/{contact}/reveal-number", why);

    public Task<Reply<ResidentCard>> RegisterAsync(RegisterResident resident)
        => SendAsync(HttpMethod.Post, "api/residents", JsonContent.Create(resident, WireJson.Default.RegisterResident), WireJson.Default.ResidentCard);

    public Task<Reply<IReadOnlyList<CommunityLine>>> CommunitiesAsync() => SendAsync(HttpMethod.Get, "api/communities", null, WireJson.Default.IReadOnlyListCommunityLine);

    /// <param name="mine">Those the user opened; otherwise all the user may see.</param>
    public Task<Reply<IReadOnlyList<WorkOrderLine>>> OpenOrdersAsync(bool mine, CancellationToken ct)
        => SendAsync(HttpMethod.Get, $"api/workorders?mine={(mine ? "true" : "false")}&take=100", null, WireJson.Default.IReadOnlyListWorkOrderLine, ct: ct);

    /// <summary>A refused draft answers with the one stored instead (409): <see cref="Reply{T}.Value"/> beside the problem.</summary>
    public async Task<Reply<WorkOrderDraft>> DraftAsync(string call, WorkOrderDraft draft)
    {
        try
        {
            using var answer = await http.PutAsync($"{Call(call)}/draft", JsonContent.Create(draft, WireJson.Default.WorkOrderDraft));
            if (answer.StatusCode != HttpStatusCode.Conflict || answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
                return await ReadAsync<WorkOrderDraft>(answer, null, quiet: false, CancellationToken.None);
            var stored = await answer.Content.ReadFromJsonAsync(WireJson.Default.WorkOrderDraft);
            return new(stored, "conflict");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            return new(null, Away);
        }
    }

    private static string Call(string id) => $"api/calls/{Uri.EscapeDataString(id)}";

    private Task<Reply<RevealedNumber>> RevealAsync(string path, RevealPurpose why)
        => SendAsync(HttpMethod.Post, path, JsonContent.Create(why, WireJson.Default.RevealPurpose), WireJson.Default.RevealedNumber);

    private static ByteArrayContent Empty() => new([]);

    private Task<Reply<None>> DoAsync(HttpMethod method, string path, HttpContent? content = null, bool quiet = false) => SendAsync<None>(method, path, content, null, quiet);

    private async Task<Reply<T>> SendAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T>? type, bool quiet = false, CancellationToken ct = default)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var answer = await http.SendAsync(request, ct);
            return await ReadAsync(answer, type, quiet, ct);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            ct.ThrowIfCancellationRequested();
            return new(default, Away);
        }
    }

    private async Task<Reply<T>> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T>? type, bool quiet, CancellationToken ct)
    {
        if (answer.IsSuccessStatusCode)
            return new(type is null || answer.StatusCode == HttpStatusCode.NoContent ? default : await answer.Content.ReadFromJsonAsync(type, ct), null);
        var code = await CodeAsync(answer, ct);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && !quiet)
            SignedOut?.Invoke();
        return new(default, code);
    }

    private static async Task<string> CodeAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            if (await answer.Content.ReadFromJsonAsync(WireJson.Default.Problem, ct) is { Code: { } code })
                return code;
        }
        catch (JsonException)
        {
            // A proxy's or Kestrel's own page: the status alone must tell.
        }

        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => ProblemCode.SignedOut,
            HttpStatusCode.Forbidden => ProblemCode.NotAllowed,
            HttpStatusCode.NotFound => ProblemCode.NotFound,
            HttpStatusCode.Conflict => ProblemCode.WrongState,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ProblemCode.Invalid,
            _ => ProblemCode.Unavailable,
        };
    }
}
