using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Operations;

public sealed class OperationsTests(ServerHost host) : IClassFixture<ServerHost>
{
    [Fact]
    public void Every_endpoint_names_its_policy_or_says_that_anybody_may()
    {
        var endpoints = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        Assert.True(endpoints.Count > 25, $"only {endpoints.Count} endpoints were found");
        Assert.Empty(endpoints.Where(endpoint => !IsGuarded(endpoint)).Select(endpoint => $"{endpoint.RoutePattern.RawText} {endpoint.DisplayName}"));
    }

    [Fact]
    public void Only_these_are_open_to_anybody()
    {
        var open = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null && endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0]} {endpoint.RoutePattern.RawText!.TrimEnd('/')}").Order();
        // The message gateway signs what it sends.
        Assert.Equal([" /api/{**rest}", "DELETE /api/session", "POST /api/messages/gateway/inbound", "POST /api/messages/gateway/receipts", "POST /api/session"], open);
    }

    [Fact]
    public async Task Health_names_what_is_down()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        using var anybody = own.Browser();
        Assert.Equal("ok", (await anybody.GetAsync<HealthReport>("/healthz")).Status);

        own.Telephony.Connected = false;
        await ExpectDownAsync(anybody, "asterisk");
        own.Telephony.Connected = true;

        // Somebody holds the file: reads work, writes do not.
        await using (var holder = new SqliteConnection($"Data Source={own.Paths.Database};Pooling=False"))
        {
            await holder.OpenAsync();
            await using var begin = holder.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            await begin.ExecuteNonQueryAsync();
            await ExpectDownAsync(anybody, "database");
        }
        await CallCenter.Testing.Eventually.TrueAsync(async () => (await anybody.GetAsync("/healthz")).IsSuccessStatusCode, TimeSpan.FromSeconds(10), "well again");

        SqliteConnection.ClearAllPools();
        File.Move(own.Paths.Database, own.Paths.Database + ".away");
        own.Telephony.Connected = false;
        await ExpectDownAsync(anybody, "asterisk", "database");
    }

    [Fact]
    public async Task Whoever_asks_for_the_health_a_hundred_times_costs_the_database_a_write_or_two()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        using var anybody = own.Browser();
        await anybody.GetAsync<HealthReport>("/healthz");
        // Each write has the time of its own.
        var seen = new HashSet<DateTimeOffset>();
        var began = System.Diagnostics.Stopwatch.StartNew();
        for (var n = 0; n < 100; n++)
        {
            own.Time.Advance(TimeSpan.FromMilliseconds(1));
            await anybody.GetAsync("/healthz");
            await using var db = own.Db();
            seen.Add(db.Heartbeats.Single().At);
        }
        Assert.InRange(seen.Count, 1, 3 + (int)(began.Elapsed.TotalSeconds / 2 * 2));
    }

    [Fact]
    public async Task Metrics_are_for_this_machine_alone_unless_a_setting_says_otherwise()
    {
        foreach (var (setting, expected) in new[] { ("local", HttpStatusCode.NotFound), ("all", HttpStatusCode.OK) })
        {
            await using var own = new ServerHost();
            await own.StartAsync(("CALLCENTER_METRICS", setting));
            var server = (Microsoft.AspNetCore.TestHost.TestServer)own.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>();
            async Task<int> FromAsync(string address) => (await server.SendAsync(http =>
            {
                (http.Request.Method, http.Request.Path, http.Request.Host) = ("GET", "/metrics", new Microsoft.AspNetCore.Http.HostString("localhost"));
                http.Connection.RemoteIpAddress = IPAddress.Parse(address);
            })).Response.StatusCode;
            Assert.Equal(200, await FromAsync("127.0.0.1"));
            Assert.Equal((int)expected, await FromAsync("192.0.2.7"));
        }
    }

    [Fact]
    public async Task Without_the_database_requests_answer_unavailable_and_sessions_stay()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        using var agent = await own.SignedInAsync("agent01");
        SqliteConnection.ClearAllPools();
        File.Delete(own.Paths.Database);
        Directory.CreateDirectory(own.Paths.Database);
        var answer = await agent.GetAsync("/api/residents?q=王");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(ProblemCode.Unavailable, await answer.CodeAsync());
        Assert.True((await agent.GetAsync("/api/session")).IsSuccessStatusCode);
        Assert.Equal(ProblemCode.Unavailable, await (await own.Browser().PostAsJsonAsync("/api/session", new SignIn("agent02", ServerHost.Password))).CodeAsync());
    }

    [Fact]
    public async Task The_Server_starts_without_the_database_and_takes_it_when_it_comes()
    {
        await using var own = new ServerHost();
        var blocked = Directory.CreateDirectory(Path.Combine(own.Home, "callcenter.db"));
        own.Launch();
        using var anybody = own.Browser();
        await ExpectDownAsync(anybody, "database");
        Assert.Equal(ProblemCode.Unavailable, await (await anybody.PostAsJsonAsync("/api/session", new SignIn("agent01", ServerHost.Password))).CodeAsync());
        blocked.Delete();
        await CallCenter.Testing.Eventually.TrueAsync(async () => (await anybody.GetAsync("/healthz")).IsSuccessStatusCode, TimeSpan.FromSeconds(40), "healthy");
        using var agent = await own.SignedInAsync("agent01");
    }

    [Fact]
    public async Task A_file_we_do_not_have_is_not_found()
    {
        using var anybody = host.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.GetAsync("/nothing.js")).StatusCode);
    }

    [Fact]
    public async Task The_interface_describes_itself()
    {
        using var anybody = host.Browser();
        using var description = JsonDocument.Parse(await anybody.GetStringAsync("/openapi/v1.json"));
        var paths = description.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.Contains("/api/session", paths);
        Assert.Contains("/api/residents/{id}", paths);
        Assert.Contains("/api/calls/{callId}/draft", paths);
    }

    [Fact]
    public async Task Metrics_are_for_Prometheus()
    {
        using var anybody = host.Browser();
        Assert.Contains("# TYPE", await anybody.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_forbids_frames_and_foreign_script()
    {
        using var anybody = host.Browser();
        foreach (var address in new[] { "/healthz", "/api/session", "/api/nothing" })
        {
            var headers = (await anybody.GetAsync(address)).Headers;
            var policy = headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("script-src 'self' 'wasm-unsafe-eval'", policy, StringComparison.Ordinal);
            Assert.Contains("connect-src 'self' ws://localhost:* wss://localhost:*", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task An_address_we_do_not_have_is_a_problem_and_no_page()
    {
        using var anybody = host.Browser();
        var answer = await anybody.GetAsync("/api/nothing/here");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(ProblemCode.NotFound, await answer.CodeAsync());
    }

    [Fact]
    public async Task A_body_too_large_is_refused_in_one_sentence()
    {
        using var agent = await host.SignedInAsync("agent01");
        var answer = await agent.PutAsJsonAsync("/api/calls/1.1/draft", new WorkOrderDraft(1, new string('x', 5000), null, null, null, false, null, null));
        Assert.Equal(ProblemCode.Invalid, await answer.CodeAsync());
    }

    private static async Task ExpectDownAsync(HttpClient anybody, params string[] down)
    {
        // A look at the database counts for two seconds.
        IReadOnlyList<string>? told = null;
        await CallCenter.Testing.Eventually.TrueAsync(async () =>
        {
            var answer = await anybody.GetAsync("/healthz");
            told = (await answer.Content.ReadFromJsonAsync<HealthReport>())!.Down;
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable && told.SequenceEqual(down);
        }, TimeSpan.FromSeconds(10), $"{string.Join(' ', down)} is told as down");
    }

    private static bool IsGuarded(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy is { Length: > 0 });
}
