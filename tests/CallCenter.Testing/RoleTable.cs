using CallCenter.Contracts;

namespace CallCenter.Testing;

/// <summary>
/// Who may use which endpoint, written down by hand and apart from the Server's policies: what the Server does is held against it. An endpoint that
/// is missing here fails the test that compares them.
/// </summary>
public static class RoleTable
{
    /// <summary>Nobody signed in.</summary>
    public const string Anonymous = "anonymous";

    private static readonly string[] Seats = [Role.Agent, Role.Counsellor, Role.Dispatcher];
    private static readonly string[] Desk = [.. Seats, Role.Supervisor];
    private static readonly string[] Templates = [Role.Supervisor, Role.SystemAdmin];
    private static readonly string[] Watchers = [Role.Supervisor, Role.SystemAdmin];
    private static readonly string[] Administrators = [Role.SystemAdmin];
    private static readonly string[] Records = [.. Desk, Role.Station];
    private static readonly string[] SignedIn = [.. Records, Role.SystemAdmin, Role.SecurityAdmin, Role.AuditAdmin];
    private static readonly string[] Anybody = [.. SignedIn, Anonymous];

    /// <summary>A demo user of each role, and only of that one.</summary>
    public static IReadOnlyDictionary<string, string> Users { get; } = new Dictionary<string, string>
    {
        [Role.Agent] = "agent20", [Role.Counsellor] = "counsel01", [Role.Dispatcher] = "dispatch01", [Role.Supervisor] = "supervisor01", [Role.Station] = "station01",
        [Role.SystemAdmin] = "sysadmin01", [Role.SecurityAdmin] = "secadmin01", [Role.AuditAdmin] = "audit01",
    };

    /// <summary>Method, route, who. Signing out comes last: nothing can be asked after it.</summary>
    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("GET", "/healthz", Anybody),
        new("GET", "/openapi/{documentName}.json", Anybody),
        new("POST", "/api/session", Anybody),
        new("GET", "/api/session", SignedIn),
        new("GET", "/api/session/second-factor", SignedIn),
        new("POST", "/api/session/second-factor", SignedIn),
        new("POST", "/api/session/second-factor/confirm", SignedIn),
        new("POST", "/api/session/second-factor/off", SignedIn),
        new("POST", "/api/users/{user}/second-factor/reset", [Role.SecurityAdmin]),
        new("GET", "/api/operations", Watchers),
        new("POST", "/api/operations/{matter}/acknowledge", Watchers),
        new("POST", "/api/operations/drill", Watchers),
        new("GET", "/api/figures", [Role.Supervisor]),
        new("GET", "/api/figures/table", [Role.Supervisor]),
        new("GET", "/api/figures/mine", Seats),
        new("GET", "/api/retention", [Role.SecurityAdmin]),
        new("GET", "/api/holds", [Role.SecurityAdmin]),
        new("PUT", "/api/holds/{callId}", [Role.SecurityAdmin]),
        new("DELETE", "/api/holds/{callId}", [Role.SecurityAdmin]),
        new("GET", "/api/audit", [Role.AuditAdmin]),
        new("POST", "/api/audit/check", [Role.AuditAdmin]),
        new("GET", "/api/residents", Records),
        new("GET", "/api/residents/{id}", Records),
        new("POST", "/api/residents", Desk),
        new("POST", "/api/residents/{id}/reveal-number", Records),
        new("POST", "/api/residents/{id}/contacts/{contact}/reveal-number", Records),
        new("GET", "/api/communities", Records),
        new("PUT", "/api/residents/{id}", Desk),
        new("GET", "/api/residents/{id}/record", Desk),
        new("GET", "/api/residents/{id}/history", Desk),
        new("GET", "/api/residents/{id}/consents", Desk),
        new("POST", "/api/residents/{id}/consents", Desk),
        new("POST", "/api/residents/{id}/consents/{consent}/withdraw", Desk),
        new("GET", "/api/residents/{id}/care-notes", Desk),
        new("POST", "/api/residents/{id}/care-notes", Desk),
        new("GET", "/api/enterprises", Records),
        new("GET", "/api/enterprises/{id}", Records),
        new("POST", "/api/enterprises", Desk),
        new("PUT", "/api/enterprises/{id}", Desk),
        new("GET", "/api/enterprises/{id}/history", Desk),
        new("POST", "/api/enterprises/{id}/reveal-number", Records),
        new("POST", "/api/enterprises/{id}/contacts/{contact}/reveal-number", Records),
        new("GET", "/api/registry/groups", Records),
        new("GET", "/api/registry/groups/{flag}", Records),
        new("GET", "/api/registry/groups/{flag}/table", [Role.Supervisor]),
        new("GET", "/api/registry/imports", [Role.Supervisor]),
        new("POST", "/api/registry/imports", [Role.Supervisor]),
        new("GET", "/api/registry/imports/{id}", [Role.Supervisor]),
        new("GET", "/api/registry/imports/{id}/lines", [Role.Supervisor]),
        new("GET", "/api/registry/imports/{id}/report", [Role.Supervisor]),
        new("POST", "/api/registry/imports/{id}/apply", [Role.Supervisor]),
        new("POST", "/api/registry/imports/{id}/cancel", [Role.Supervisor]),
        new("POST", "/api/registry/imports/{id}/undo", [Role.Supervisor]),
        new("GET", "/api/registry/template", [Role.Supervisor]),
        new("GET", "/api/registry/duplicates", [Role.Supervisor]),
        new("GET", "/api/registry/merges", [Role.Supervisor]),
        new("POST", "/api/registry/merges", [Role.Supervisor]),
        new("POST", "/api/registry/merges/{id}/undo", [Role.Supervisor]),
        new("GET", "/api/calls", Records),
        new("GET", "/api/calls/{id}", Records),
        new("GET", "/api/callbacks", Desk),
        new("POST", "/api/callbacks/{id}/settle", Desk),
        new("GET", "/api/alarm-numbers", [Role.Supervisor]),
        new("PUT", "/api/alarm-numbers/{id}", [Role.Supervisor]),
        new("POST", "/api/alarm-numbers/import", [Role.Supervisor]),
        new("DELETE", "/api/alarm-numbers/{id}", [Role.Supervisor]),
        new("POST", "/api/alarm-numbers/{id}/reveal-number", [Role.Supervisor]),
        new("POST", "/api/nuisances", Desk),
        new("GET", "/api/nuisances", [Role.Supervisor]),
        new("POST", "/api/nuisances/{id}/decide", [Role.Supervisor]),
        new("POST", "/api/nuisances/{id}/approve", [Role.Supervisor]),
        new("POST", "/api/nuisances/{id}/refuse", [Role.Supervisor]),
        new("POST", "/api/nuisances/{id}/reveal-number", [Role.Supervisor]),
        new("GET", "/api/calls/{id}/timeline", Records),
        new("GET", "/api/calls/{id}/recording", Desk),
        new("GET", "/api/calls/{id}/waveform", Desk),
        new("GET", "/api/workorders", Records),
        new("GET", "/api/workorders/{id}", Records),
        new("GET", "/api/calls/{callId}/draft", Seats),
        new("PUT", "/api/calls/{callId}/draft", Seats),
        new("POST", "/api/calls/{callId}/finish", Seats),
        new("POST", "/api/calls/{id}/answer", Seats),
        new("POST", "/api/calls/{id}/hangup", Seats),
        new("POST", "/api/calls/{id}/hold", Seats),
        new("POST", "/api/calls/{id}/resume", Seats),
        new("POST", "/api/calls/{id}/mute", Seats),
        new("POST", "/api/calls/{id}/unmute", Seats),
        new("POST", "/api/calls/{id}/keypad", Seats),
        new("POST", "/api/calls/{id}/reveal-number", Seats),
        new("POST", "/api/calls/{id}/resident", Seats),
        new("POST", "/api/calls/{id}/enterprise", Seats),
        new("POST", "/api/calls/{id}/extend-wrapup", Seats),
        new("POST", "/api/calls/{id}/confirm-alarm", Seats),
        new("POST", "/api/calls/{id}/false-alarm", Seats),
        new("POST", "/api/calls/{id}/spare", Seats),
        new("GET", "/api/agent", Seats),
        new("POST", "/api/agent/state", Seats),
        new("POST", "/api/session/phone", Seats),
        new("POST", "/hub/agent/negotiate", Seats),
        new("GET", "/api/board", [Role.Supervisor]),
        new("POST", "/hub/board/negotiate", [Role.Supervisor]),
        new("GET", "/api/wall", Desk),
        new("POST", "/hub/wall/negotiate", Desk),
        new("GET", "/api/messages/channel", Desk),
        new("GET", "/api/messages/templates", Desk),
        new("GET", "/api/messages", Desk),
        new("POST", "/api/messages", Desk),
        new("GET", "/api/messages/templates/all", Templates),
        new("POST", "/api/messages/templates", Templates),
        new("PUT", "/api/messages/templates/{id}", Templates),
        new("POST", "/api/messages/templates/{id}/approve", Templates),
        new("POST", "/api/messages/templates/{id}/retire", Templates),
        new("POST", "/api/messages/gateway/receipts", Anybody),
        new("POST", "/api/messages/gateway/inbound", Anybody),
        new("GET", "/api/site", SignedIn),
        new("GET", "/api/admin/settings", Administrators),
        new("GET", "/api/admin/open", Administrators),
        new("PUT", "/api/admin/settings/{section}/{id}", Administrators),
        new("DELETE", "/api/admin/settings/{section}/{id}", Administrators),
        new("GET", "/api/admin/settings/{section}/{id}/changes", [Role.SystemAdmin, Role.AuditAdmin]),
        new("POST", "/api/admin/settings/{section}/import", Administrators),
        new("POST", "/api/admin/duty/swap", Administrators),
        new("GET", "/api/admin/communities", Administrators),
        new("PUT", "/api/admin/communities/{id}", Administrators),
        new("DELETE", "/api/admin/communities/{id}", Administrators),
        new("POST", "/api/admin/communities/import", Administrators),
        new("POST", "/api/admin/phones/{id}/password", Administrators),
        new("GET", "/api/admin/trunks", Administrators),
        new("GET", "/api/admin/prompts", Administrators),
        new("GET", "/api/admin/prompts/{language}/{name}", Administrators),
        new("PUT", "/api/admin/prompts/{language}/{name}", Administrators),
        new("DELETE", "/api/admin/prompts/{language}/{name}", Administrators),
        new("GET", "/api/warnings", Templates),
        new("GET", "/api/admin/users", Administrators),
        new("PUT", "/api/admin/users/{name}", Administrators),
        new("POST", "/api/admin/users/{name}/password", Administrators),
        new("DELETE", "/api/session", Anybody),
    ];

    /// <param name="Allowed">Roles, and <see cref="Anonymous"/>.</param>
    public sealed record Row(string Method, string Route, IReadOnlyList<string> Allowed)
    {
        /// <summary>An address of this route that names nothing there is.</summary>
        public string Address => string.Join('/', Route.Split('/').Select(part => part switch
        {
            "{documentName}.json" => "v1.json",
            "{user}" or "{name}" => "nobody",
            "{id}" when Route.StartsWith("/api/calls", StringComparison.Ordinal) => "none.1",
            "{id}" when Route.StartsWith("/api/admin/phones", StringComparison.Ordinal) => "8999",
            "{section}" => "none",
            "{matter}" => "weather",
            "{language}" => "zh",
            "{callId}" => "none.1",
            _ when part.StartsWith('{') => "00000000-0000-7000-8000-00000000dead",
            _ => part,
        }));
    }

    /// <summary>Everything the Server lets somebody do, or keeps from somebody, other than the table says: "POST /api/x: agent gets in".</summary>
    /// <param name="signIn">A fresh session of a demo user, or of nobody for null.</param>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(Func<string?, Task<HttpClient>> signIn)
    {
        var differences = new List<string>();
        foreach (var role in Users.Keys.Append(Anonymous))
        {
            using var client = await signIn(Users.GetValueOrDefault(role));
            foreach (var row in Rows)
            {
                using var request = new HttpRequestMessage(new HttpMethod(row.Method), row.Address);
                request.Headers.Add("X-CallCenter", "1");
                if (row.Method is "POST" or "PUT") request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var refused = await IsRefusedAsync(answer);
                if (refused == row.Allowed.Contains(role)) differences.Add($"{row.Method} {row.Route}: {role} {(refused ? "is kept out" : "gets in")} ({(int)answer.StatusCode})");
            }
        }
        return differences;
    }

    /// <summary>Neither a wrong password nor a missing record is a refusal.</summary>
    private static async Task<bool> IsRefusedAsync(HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode is not (401 or 403)) return false;
        var text = await answer.Content.ReadAsStringAsync();
        return text.Contains($"\"{ProblemCode.SignedOut}\"", StringComparison.Ordinal) || text.Contains($"\"{ProblemCode.NotAllowed}\"", StringComparison.Ordinal);
    }
}
