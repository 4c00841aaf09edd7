using System.Text.RegularExpressions;
using CallCenter.Data.Identity;
using CallCenter.Contracts;
using CallCenter.Server.Demo;
using CallCenter.Server.Session;
using CallCenter.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Session;

public sealed partial class RoleMatrixTests(ServerHost host) : IClassFixture<ServerHost>
{
    [Fact]
    public void Every_endpoint_is_in_the_table_and_nothing_else()
    {
        var there = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [endpoint.RoutePattern.RawText!.EndsWith("/negotiate", StringComparison.Ordinal) ? "POST" : "*"]).Select(method => $"{method} {Plain(endpoint.RoutePattern.RawText!)}"))
            .Where(endpoint => !Unlisted.Contains(endpoint)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(RoleTable.Rows.Select(row => $"{row.Method} {row.Route}").Order(StringComparer.Ordinal), there);
    }

    /// <summary>An unknown address, the figures for Prometheus; and the hubs' sockets, each of one piece with its negotiation.</summary>
    private static readonly string[] Unlisted = ["* /api/{**rest}", "* /metrics", "* /hub/agent", "* /hub/board", "* /hub/wall", "GET {*path:nonfile}", "HEAD {*path:nonfile}", "* {*path:file}", "GET {*path:file}"];

    [Fact]
    public async Task Every_role_gets_into_what_the_table_says_and_nothing_else() =>
        Assert.Empty(await RoleTable.DifferencesAsync(user => user is null ? Task.FromResult(host.Browser()) : host.SignedInAsync(user)));

    [Fact]
    public async Task A_station_sees_its_own_community_and_the_rest_is_not_there()
    {
        // 王秀英 lives in the station's community, 李建国 in another.
        Guid wang, li, community = DemoTown.Id(3, 1), secret = Guid.CreateVersion7(), open = Guid.CreateVersion7(), foreign = Guid.CreateVersion7();
        await using (var db = host.Db())
        {
            (wang, li) = (await db.Residents.Where(r => r.Name == "王秀英").Select(r => r.Id).FirstAsync(), await db.Residents.Where(r => r.Name == "李建国").Select(r => r.Id).FirstAsync());
            db.AddRange(Order(open, wang, "area.1", false), Order(secret, wang, "area.2", true), Order(foreign, li, "area.3", false));
            await db.SaveChangesAsync();
        }
        foreach (var (call, number) in new[] { ("area.1", "+8613800000001"), ("area.2", "+8613800000001"), ("area.3", "+8613800000002") }) await host.TalkedAsync(call, "agent04", number);
        await using (var db = host.Db())
        {
            foreach (var (call, resident) in new[] { ("area.1", wang), ("area.2", wang), ("area.3", li) }) await db.Calls.Where(c => c.Id == call).ExecuteUpdateAsync(set => set.SetProperty(c => c.ResidentId, resident));
        }
        using var station = await host.SignedInAsync("station01");
        Assert.Equal(community, Assert.Single(await station.GetAsync<List<CommunityLine>>("/api/communities")).Id);
        var residents = await station.GetAsync<List<ResidentLine>>("/api/residents?take=50");
        Assert.NotEmpty(residents);
        Assert.All(residents, resident => Assert.Equal("朝阳里社区", resident.Community));
        Assert.Empty(await station.GetAsync<List<ResidentLine>>("/api/residents?q=13800000002"));
        Assert.Equal(wang, Assert.Single(await station.GetAsync<List<ResidentLine>>("/api/residents?q=13800000001")).Id);

        var card = await station.GetAsync<ResidentCard>($"/api/residents/{wang}");
        Assert.Equal([open], card.OpenOrders.Select(order => order.Id));
        Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync($"/api/residents/{li}")).CodeAsync());
        Assert.True((await station.RevealAsync($"/api/residents/{wang}/reveal-number")).IsSuccessStatusCode);
        Assert.Equal(ProblemCode.NotFound, await (await station.RevealAsync($"/api/residents/{li}/reveal-number")).CodeAsync());

        Assert.Equal(["area.1"], (await station.GetAsync<CallPage>("/api/calls?take=200")).Calls.Select(call => call.CallId));
        Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync("/api/calls/area.3")).CodeAsync());
        Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync("/api/calls/area.2")).CodeAsync());
        Assert.True((await station.GetAsync("/api/calls/area.1")).IsSuccessStatusCode);

        var orders = await station.GetAsync<List<WorkOrderLine>>("/api/workorders?take=200");
        Assert.Equal(new[] { open, secret }.Order(), orders.Select(order => order.Id).Order());
        Assert.Equal([open], (await station.GetAsync<List<WorkOrderLine>>($"/api/workorders?residentId={wang}")).Select(order => order.Id));
        // Who asked in confidence the station does not learn, nor what or where: that tells who.
        var order = await station.GetAsync<WorkOrderDetail>($"/api/workorders/{secret}");
        Assert.Equal((null, null, null, null, "", "***"), (order.ResidentId, order.CallId, order.CallbackNumber, order.Address, order.Content, order.Order.Title));
        Assert.Equal("***", orders.Single(line => line.Id == secret).Title);
        Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync($"/api/workorders/{foreign}")).CodeAsync());

        using var supervisor = await host.SignedInAsync("supervisor01");
        Assert.True((await supervisor.GetAsync($"/api/workorders/{foreign}")).IsSuccessStatusCode);
        Assert.Equal(wang, (await supervisor.GetAsync<WorkOrderDetail>($"/api/workorders/{secret}")).ResidentId);
    }

    [Fact]
    public async Task A_station_without_a_community_sees_nothing()
    {
        await AddAsync("station-lost", Role.Station);
        using var station = await host.SignedInAsync("station-lost");
        Assert.Empty(await station.GetAsync<List<ResidentLine>>("/api/residents?take=50"));
        Assert.Empty((await station.GetAsync<CallPage>("/api/calls")).Calls);
        Assert.Empty(await station.GetAsync<List<WorkOrderLine>>("/api/workorders"));
    }

    [Fact]
    public async Task Nobody_is_security_and_audit_administrator_at_once()
    {
        await Assert.ThrowsAsync<RoleSeparationException>(() => AddAsync("both", Role.SecurityAdmin, Role.AuditAdmin));
        var id = await AddAsync("secure", Role.SecurityAdmin);
        await using (var db = host.Db())
        {
            db.Add(new UserRole { UserId = id, Role = Role.AuditAdmin });
            await Assert.ThrowsAsync<RoleSeparationException>(() => db.SaveChangesAsync());
        }
        // The exchange of one for the other in one go is none of that.
        await using (var db = host.Db())
        {
            db.Remove(await db.UserRoles.SingleAsync(r => r.UserId == id));
            db.Add(new UserRole { UserId = id, Role = Role.AuditAdmin });
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"INSERT INTO UserRoles(UserId, Role) VALUES ({id}, {Role.SecurityAdmin})");
        }
        using var browser = host.Browser();
        Assert.Equal(ProblemCode.RolesMeet, await (await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(browser, "/api/session", new SignIn("secure", ServerHost.Password))).CodeAsync());
    }

    private async Task<Guid> AddAsync(string name, params string[] roles)
    {
        var user = new User { Id = Guid.CreateVersion7(), UserName = name, DisplayName = name, PasswordHash = "", Roles = [.. roles.Select(role => new UserRole { Role = role })] };
        user.PasswordHash = Passwords.Hash(user, ServerHost.Password);
        await using var db = host.Db();
        db.Add(user);
        await db.SaveChangesAsync();
        return user.Id;
    }

    private static Data.WorkOrders.WorkOrder Order(Guid id, Guid resident, string call, bool secret) => new()
    {
        Id = id, Number = $"t-{call}", CallId = call, ResidentId = resident, Title = "灯坏了", Content = "灯坏了", Category = "repair", Urgency = "ordinary", CallbackNumber = "13800000001", Address = "朝阳里东园3号楼501", Confidential = secret,
        OpenedAt = DateTimeOffset.UnixEpoch.AddDays(20000), OpenedBy = "agent04",
    };

    private static string Plain(string route) => ("/" + Constraint().Replace(route, "{$1}").Trim('/')).Replace("/{*path", "{*path", StringComparison.Ordinal);

    [GeneratedRegex(@"\{([A-Za-z]+)(?::[^}]*)?\}")]
    private static partial Regex Constraint();
}
