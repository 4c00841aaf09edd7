using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallCenter.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RealSite : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Residents_Initials",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Name",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Pinyin",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_ResidentNumbers_Number",
                table: "ResidentNumbers");

            migrationBuilder.DropIndex(
                name: "IX_ResidentNumbers_Reversed",
                table: "ResidentNumbers");

            migrationBuilder.AddColumn<Guid>(
                name: "CommunityId",
                table: "Users",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SecondFactor",
                table: "Users",
                type: "TEXT",
                maxLength: 512,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "SecondFactorProven",
                table: "Users",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "SecondFactorStep",
                table: "Users",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "SessionsEndedAt",
                table: "Users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Version",
                table: "Users",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<long>(
                name: "DeletedAt",
                table: "Recordings",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Hash",
                table: "AuditEntries",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Purpose",
                table: "AuditEntries",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Seq",
                table: "AuditEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "HouseholdTerms",
                columns: table => new
                {
                    Term = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    HouseholdId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HouseholdTerms", x => new { x.Term, x.HouseholdId });
                    table.ForeignKey(
                        name: "FK_HouseholdTerms_Households_HouseholdId",
                        column: x => x.HouseholdId,
                        principalTable: "Households",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "InboundMessages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Event = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    From = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ResidentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Text = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Raw = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InboundMessages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LegalHolds",
                columns: table => new
                {
                    CallId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    PlacedBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    PlacedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LegalHolds", x => x.CallId);
                });

            migrationBuilder.CreateTable(
                name: "MessageReceipts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Event = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    MessageId = table.Column<Guid>(type: "TEXT", nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AppliedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Raw = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MessageReceipts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MessageTemplates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    TextZh = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    TextEn = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Urgent = table.Column<bool>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    WrittenBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    WrittenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ApprovedBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ApprovedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RetiredBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    RetiredAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MessageTemplates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RecoveryCodes",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecoveryCodes", x => new { x.UserId, x.Hash });
                    table.ForeignKey(
                        name: "FK_RecoveryCodes_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ResidentTerms",
                columns: table => new
                {
                    Term = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    ResidentId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ResidentTerms", x => new { x.Term, x.ResidentId });
                    table.ForeignKey(
                        name: "FK_ResidentTerms_Residents_ResidentId",
                        column: x => x.ResidentId,
                        principalTable: "Residents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SettingChanges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    User = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Section = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    SettingId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Before = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    After = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettingChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Settings",
                columns: table => new
                {
                    Section = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Value = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Settings", x => new { x.Section, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "Messages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    To = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    TemplateId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    Arguments = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Segments = table.Column<int>(type: "INTEGER", nullable: false),
                    Urgent = table.Column<bool>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstAttemptAt = table.Column<long>(type: "INTEGER", nullable: true),
                    NextAttemptAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    CallId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ResidentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Sender = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    QueuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SentAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Messages", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Messages_MessageTemplates_TemplateId",
                        column: x => x.TemplateId,
                        principalTable: "MessageTemplates",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Users_Community",
                table: "Users",
                column: "CommunityId");

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Initials",
                table: "Residents",
                columns: new[] { "Initials", "Pinyin", "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Name",
                table: "Residents",
                columns: new[] { "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Pinyin",
                table: "Residents",
                columns: new[] { "Pinyin", "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ResidentNumbers_Number",
                table: "ResidentNumbers",
                columns: new[] { "Number", "ResidentId" });

            migrationBuilder.CreateIndex(
                name: "IX_ResidentNumbers_Reversed",
                table: "ResidentNumbers",
                columns: new[] { "Reversed", "ResidentId" });

            migrationBuilder.CreateIndex(
                name: "IX_Recordings_DeletedAt_StoredAt",
                table: "Recordings",
                columns: new[] { "DeletedAt", "StoredAt" });

            migrationBuilder.CreateIndex(
                name: "UX_AuditEntries_Seq",
                table: "AuditEntries",
                column: "Seq",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_HouseholdTerms_Household",
                table: "HouseholdTerms",
                column: "HouseholdId");

            migrationBuilder.CreateIndex(
                name: "IX_InboundMessages_At",
                table: "InboundMessages",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_InboundMessages_From_At",
                table: "InboundMessages",
                columns: new[] { "From", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_InboundMessages_Resident_At",
                table: "InboundMessages",
                columns: new[] { "ResidentId", "At" });

            migrationBuilder.CreateIndex(
                name: "UX_InboundMessages_Event",
                table: "InboundMessages",
                column: "Event",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MessageReceipts_AppliedAt_ReceivedAt",
                table: "MessageReceipts",
                columns: new[] { "AppliedAt", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "UX_MessageReceipts_Event",
                table: "MessageReceipts",
                column: "Event",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Messages_Call",
                table: "Messages",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_QueuedAt",
                table: "Messages",
                column: "QueuedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_Reference",
                table: "Messages",
                column: "Reference");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_Resident_QueuedAt",
                table: "Messages",
                columns: new[] { "ResidentId", "QueuedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Messages_Sender_QueuedAt",
                table: "Messages",
                columns: new[] { "Sender", "QueuedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Messages_State_NextAttemptAt",
                table: "Messages",
                columns: new[] { "State", "NextAttemptAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Messages_TemplateId",
                table: "Messages",
                column: "TemplateId");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_To_QueuedAt",
                table: "Messages",
                columns: new[] { "To", "QueuedAt" });

            migrationBuilder.CreateIndex(
                name: "UX_MessageTemplates_Name_Version",
                table: "MessageTemplates",
                columns: new[] { "Name", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ResidentTerms_Resident",
                table: "ResidentTerms",
                column: "ResidentId");

            migrationBuilder.CreateIndex(
                name: "IX_SettingChanges_Setting_At",
                table: "SettingChanges",
                columns: new[] { "Section", "SettingId", "At" });

            migrationBuilder.AddForeignKey(
                name: "FK_Users_Communities_CommunityId",
                table: "Users",
                column: "CommunityId",
                principalTable: "Communities",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Users_Communities_CommunityId",
                table: "Users");

            migrationBuilder.DropTable(
                name: "HouseholdTerms");

            migrationBuilder.DropTable(
                name: "InboundMessages");

            migrationBuilder.DropTable(
                name: "LegalHolds");

            migrationBuilder.DropTable(
                name: "MessageReceipts");

            migrationBuilder.DropTable(
                name: "Messages");

            migrationBuilder.DropTable(
                name: "RecoveryCodes");

            migrationBuilder.DropTable(
                name: "ResidentTerms");

            migrationBuilder.DropTable(
                name: "SettingChanges");

            migrationBuilder.DropTable(
                name: "Settings");

            migrationBuilder.DropTable(
                name: "MessageTemplates");

            migrationBuilder.DropIndex(
                name: "IX_Users_Community",
                table: "Users");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Initials",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Name",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Pinyin",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_ResidentNumbers_Number",
                table: "ResidentNumbers");

            migrationBuilder.DropIndex(
                name: "IX_ResidentNumbers_Reversed",
                table: "ResidentNumbers");

            migrationBuilder.DropIndex(
                name: "IX_Recordings_DeletedAt_StoredAt",
                table: "Recordings");

            migrationBuilder.DropIndex(
                name: "UX_AuditEntries_Seq",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "CommunityId",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "SecondFactor",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "SecondFactorProven",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "SecondFactorStep",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "SessionsEndedAt",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "DeletedAt",
                table: "Recordings");

            migrationBuilder.DropColumn(
                name: "Hash",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Purpose",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Seq",
                table: "AuditEntries");

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Initials",
                table: "Residents",
                column: "Initials");

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Name",
                table: "Residents",
                column: "Name");

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Pinyin",
                table: "Residents",
                column: "Pinyin");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentNumbers_Number",
                table: "ResidentNumbers",
                column: "Number");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentNumbers_Reversed",
                table: "ResidentNumbers",
                column: "Reversed");
        }
    }
}
