using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallCenter.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Registry : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Document",
                table: "Residents",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "ExternalKey",
                table: "Residents",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "Consents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ResidentId = table.Column<Guid>(type: "uuid", nullable: false),
                    Purpose = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    GivenBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    GivenAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    RecordedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    WithdrawnAt = table.Column<long>(type: "bigint", nullable: true),
                    WithdrawnBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Consents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ResidentChanges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    User = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Why = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: false),
                    Field = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Before = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true, collation: "C"),
                    After = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true, collation: "C"),
                    ImportId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ResidentChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ResidentImports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    FileName = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Bytes = table.Column<long>(type: "bigint", nullable: false),
                    UploadedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    UploadedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Format = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true, collation: "C"),
                    Ignored = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true, collation: "C"),
                    Problem = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    ProblemDetail = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    Total = table.Column<int>(type: "integer", nullable: false),
                    Done = table.Column<int>(type: "integer", nullable: false),
                    New = table.Column<int>(type: "integer", nullable: false),
                    Changed = table.Column<int>(type: "integer", nullable: false),
                    Unchanged = table.Column<int>(type: "integer", nullable: false),
                    Faulty = table.Column<int>(type: "integer", nullable: false),
                    Reverted = table.Column<int>(type: "integer", nullable: false),
                    Kept = table.Column<int>(type: "integer", nullable: false),
                    By = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    UndoneThrough = table.Column<Guid>(type: "uuid", nullable: true),
                    UndoneResidents = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ResidentImports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ResidentMerges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    KeptId = table.Column<Guid>(type: "uuid", nullable: false),
                    GoneId = table.Column<Guid>(type: "uuid", nullable: false),
                    GoneKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    By = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Gone = table.Column<byte[]>(type: "bytea", nullable: false),
                    Followed = table.Column<byte[]>(type: "bytea", nullable: false),
                    UndoneAt = table.Column<long>(type: "bigint", nullable: true),
                    UndoneBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ResidentMerges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CareNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ConsentId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    Text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    WrittenAt = table.Column<long>(type: "bigint", nullable: false),
                    WrittenBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CareNotes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CareNotes_Consents_ConsentId",
                        column: x => x.ConsentId,
                        principalTable: "Consents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ImportedLines",
                columns: table => new
                {
                    ImportId = table.Column<Guid>(type: "uuid", nullable: false),
                    Line = table.Column<int>(type: "integer", nullable: false),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    ResidentId = table.Column<Guid>(type: "uuid", nullable: true),
                    Name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    Faults = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ImportedLines", x => new { x.ImportId, x.Line });
                    table.ForeignKey(
                        name: "FK_ImportedLines_ResidentImports_ImportId",
                        column: x => x.ImportId,
                        principalTable: "ResidentImports",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Document",
                table: "Residents",
                column: "Document");

            migrationBuilder.CreateIndex(
                name: "UX_Residents_ExternalKey",
                table: "Residents",
                column: "ExternalKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CareNotes_Consent",
                table: "CareNotes",
                column: "ConsentId");

            migrationBuilder.CreateIndex(
                name: "IX_Consents_Resident",
                table: "Consents",
                column: "ResidentId");

            migrationBuilder.CreateIndex(
                name: "IX_ImportedLines_Outcome",
                table: "ImportedLines",
                columns: new[] { "ImportId", "Outcome", "Line" });

            migrationBuilder.CreateIndex(
                name: "IX_ImportedLines_Resident",
                table: "ImportedLines",
                columns: new[] { "ImportId", "ResidentId" });

            migrationBuilder.CreateIndex(
                name: "IX_ResidentChanges_Import",
                table: "ResidentChanges",
                columns: new[] { "ImportId", "Kind", "SubjectId" });

            migrationBuilder.CreateIndex(
                name: "IX_ResidentChanges_Subject_At",
                table: "ResidentChanges",
                columns: new[] { "SubjectId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_ResidentImports_State",
                table: "ResidentImports",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentImports_UploadedAt",
                table: "ResidentImports",
                column: "UploadedAt");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentMerges_At",
                table: "ResidentMerges",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentMerges_Gone",
                table: "ResidentMerges",
                column: "GoneId");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentMerges_GoneKey",
                table: "ResidentMerges",
                column: "GoneKey");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentMerges_Kept",
                table: "ResidentMerges",
                column: "KeptId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CareNotes");

            migrationBuilder.DropTable(
                name: "ImportedLines");

            migrationBuilder.DropTable(
                name: "ResidentChanges");

            migrationBuilder.DropTable(
                name: "ResidentMerges");

            migrationBuilder.DropTable(
                name: "Consents");

            migrationBuilder.DropTable(
                name: "ResidentImports");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Document",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "UX_Residents_ExternalKey",
                table: "Residents");

            migrationBuilder.DropColumn(
                name: "Document",
                table: "Residents");

            migrationBuilder.DropColumn(
                name: "ExternalKey",
                table: "Residents");
        }
    }
}
