// apply(from = "mingjian.gradle.kts") in the app module: `./gradlew mingjian` examines the release package.
tasks.register<Exec>("mingjian") {
    dependsOn("assembleRelease")
    val packages = layout.buildDirectory.dir("outputs/apk/release")
    val report = layout.buildDirectory.dir("reports/mingjian")
    doFirst {
        val files = packages.get().asFile.listFiles { file -> file.extension == "apk" }.orEmpty().map { it.path }
        commandLine(listOf("mingjian", "scan") + files +
            listOf("--fail-on", "violates", "--format", "table", "--format", "html", "-o", report.get().asFile.path))
    }
}
