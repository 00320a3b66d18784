// Compiles, shrinks names, makes dex and signs for tools/test_apps, one request a line, in one warm JVM.
// A request is fields separated by tabs; the answer is one line: "ok <text>" or "error <text>".

import com.android.apksig.ApkSigner;
import com.android.apksig.ApkVerifier;
import com.android.dx.command.dexer.DxContext;
import com.android.dx.command.dexer.Main;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

public final class Worker {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static StandardJavaFileManager files;
    private static String platform;
    private static URLClassLoader kotlin;

    public static void main(String[] args) throws Exception {
        PrintStream answers = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, "UTF-8");
        System.setOut(System.err); // the dexer prints; answers stay clean
        files = COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        platform = args[0];
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t", -1);
            String answer;
            try {
                switch (words[0]) {
                    case "sign":
                        answer = sign(words);
                        break;
                    case "verify":
                        answer = verify(words);
                        break;
                    case "kotlin":
                        answer = kotlin(words);
                        break;
                    default:
                        answer = compile(words);
                }
            } catch (Throwable problem) {
                StringWriter trace = new StringWriter();
                problem.printStackTrace(new java.io.PrintWriter(trace));
                answer = "error " + trace;
            }
            answers.println(answer.replace('\n', '\u0001').replace("\r", ""));
        }
    }

    /** kotlin SOURCES CLASSES COMPILER LIBRARY: the Kotlin sources of a folder become classes; its Java sources are looked at. */
    private static String kotlin(String[] words) throws Exception {
        if (kotlin == null) {
            List<URL> jars = new ArrayList<>();
            for (String jar : words[3].split(":")) {
                jars.add(new File(jar).toURI().toURL());
            }
            kotlin = new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        }
        // Classes for lambdas: the dexer knows no invokedynamic, as d8 leaves none behind.
        String[] arguments = {
            "-no-stdlib", "-no-reflect", "-nowarn", "-jvm-target", "1.8", "-Xlambdas=class", "-Xsam-conversions=class",
            "-Xstring-concat=inline", "-classpath", platform + ":" + words[4], "-d", words[2], words[1]
        };
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Class<?> compiler = kotlin.loadClass("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler");
        Object code = compiler.getMethod("exec", PrintStream.class, String[].class)
                .invoke(compiler.getDeclaredConstructor().newInstance(), new PrintStream(said, true, "UTF-8"), arguments);
        return code.toString().equals("OK") ? "ok" : "error " + said.toString("UTF-8");
    }

    /** Adds to the classes those of the libraries (jars, `:` between) that they name, and that these name, and so on. */
    private static void addReachable(TreeMap<String, byte[]> byName, String libraries) throws Exception {
        Map<String, byte[]> there = new HashMap<>();
        for (String library : libraries.split(":")) {
            try (ZipFile jar = new ZipFile(library)) {
                for (ZipEntry entry : Collections.list(jar.entries())) {
                    String name = entry.getName();
                    if (name.endsWith(".class") && !name.startsWith("META-INF/")) {
                        there.put(name.substring(0, name.length() - ".class".length()), jar.getInputStream(entry).readAllBytes());
                    }
                }
            }
        }
        ArrayDeque<byte[]> open = new ArrayDeque<>(byName.values());
        Remapper named = new Remapper() {
            @Override
            public String map(String name) {
                byte[] found = there.remove(name);
                if (found != null) {
                    byName.put(name, found);
                    open.add(found);
                }
                return name;
            }
        };
        while (!open.isEmpty()) {
            new ClassReader(open.poll()).accept(new ClassRemapper(new ClassWriter(0), named), ClassReader.SKIP_DEBUG);
        }
    }

    /**
     * compile SOURCES CLASSES DEX MIN_SDK KEEP MAPPING LIBRARIES: Java sources in a folder, with the classes that are there,
     * become one dex file. KEEP empty = names stay. LIBRARIES: jars whose classes the app carries as far as it needs them.
     */
    private static String compile(String[] words) throws Exception {
        Path classes = Path.of(words[2]);
        List<File> sources;
        try (Stream<Path> walk = Files.walk(Path.of(words[1]))) {
            sources = walk.filter(p -> p.toString().endsWith(".java")).sorted().map(Path::toFile).collect(Collectors.toList());
        }
        StringWriter said = new StringWriter();
        List<File> path = new ArrayList<>(List.of(new File(platform), classes.toFile()));
        for (String library : words[7].isEmpty() ? new String[0] : words[7].split(":")) {
            path.add(new File(library));
        }
        files.setLocation(StandardLocation.CLASS_PATH, path);
        List<String> options =
                List.of("-d", classes.toString(), "-source", "8", "-target", "8", "-g", "-Xlint:-options", "-proc:none", "-nowarn");
        if (!COMPILER.getTask(said, files, null, options, null, files.getJavaFileObjectsFromFiles(sources)).call()) {
            return "error " + said;
        }
        TreeMap<String, byte[]> byName = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(classes)) {
            for (Path p : walk.filter(p -> p.toString().endsWith(".class")).collect(Collectors.toList())) {
                String name = classes.relativize(p).toString();
                byName.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(p));
            }
        }
        if (!words[7].isEmpty()) {
            addReachable(byName, words[7]);
            for (Map.Entry<String, byte[]> entry : byName.entrySet()) {
                Path file = classes.resolve(entry.getKey() + ".class");
                Files.createDirectories(file.getParent());
                Files.write(file, entry.getValue());
            }
        }
        if (!words[5].isEmpty()) {
            Path renamed = Path.of(words[2] + "-renamed");
            rename(byName, new HashSet<>(Arrays.asList(words[5].split(","))), renamed, Path.of(words[6]));
            classes = renamed;
        }
        Main.Arguments arguments = new Main.Arguments(new DxContext(OutputSink.NONE, System.err));
        arguments.fileNames = new String[] {classes.toString()};
        arguments.outName = words[3];
        arguments.jarOutput = false;
        arguments.minSdkVersion = Integer.parseInt(words[4]);
        arguments.numThreads = 1;
        arguments.makeOptionsObjects();
        int result = Main.run(arguments);
        return result == 0 ? "ok" : "error dexer " + result;
    }

    /** What the dexer says on its standard output is of no use here. */
    private static final class OutputSink extends java.io.OutputStream {
        static final OutputSink NONE = new OutputSink();

        @Override
        public void write(int b) {}
    }

    /** Shortens names of classes outside `keep` and of private or static members, as a shrinker would; "!name" keeps members too. */
    private static void rename(TreeMap<String, byte[]> byName, Set<String> keep, Path out, Path mappingFile) throws Exception {
        Map<String, String> classNames = new HashMap<>();
        Map<String, String> members = new HashMap<>();
        List<String> mapping = new ArrayList<>();
        int next = 0;
        for (String name : byName.keySet()) {
            if (!keep.contains(name) && !keep.contains("!" + name)) {
                classNames.put(name, "a/" + shortName(next++));
                mapping.add("L" + name + "; L" + classNames.get(name) + ";");
            }
        }
        for (Map.Entry<String, byte[]> entry : byName.entrySet()) {
            String owner = entry.getKey();
            if (keep.contains("!" + owner)) {
                continue;
            }
            int[] count = {0};
            new ClassReader(entry.getValue()).accept(new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] thrown) {
                    boolean free = (access & (Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC)) != 0 && (access & Opcodes.ACC_NATIVE) == 0;
                    if (free && !name.startsWith("<")) {
                        members.put(owner + "." + name + descriptor, shortName(count[0]++));
                        mapping.add("L" + owner + ";->" + name + descriptor + " " + members.get(owner + "." + name + descriptor));
                    }
                    return null;
                }

                @Override
                public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
                    members.put(owner + "." + name + ":" + descriptor, shortName(count[0]++));
                    return null;
                }
            }, ClassReader.SKIP_CODE);
        }
        Remapper remapper = new Remapper() {
            @Override
            public String map(String name) {
                return classNames.getOrDefault(name, name);
            }

            @Override
            public String mapMethodName(String owner, String name, String descriptor) {
                return members.getOrDefault(owner + "." + name + descriptor, name);
            }

            @Override
            public String mapFieldName(String owner, String name, String descriptor) {
                return members.getOrDefault(owner + "." + name + ":" + descriptor, name);
            }
        };
        for (Map.Entry<String, byte[]> entry : byName.entrySet()) {
            ClassWriter writer = new ClassWriter(0);
            new ClassReader(entry.getValue()).accept(new ClassRemapper(writer, remapper), ClassReader.SKIP_DEBUG);
            Path file = out.resolve(remapper.map(entry.getKey()) + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, writer.toByteArray());
        }
        Files.writeString(mappingFile, String.join("\n", mapping) + "\n");
    }

    private static String shortName(int index) {
        String letter = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? letter : shortName(index / 26 - 1) + letter;
    }

    /** sign IN OUT KEYS CERTS SCHEMES MIN_SDK; SCHEMES is like "1,2,3", KEYS and CERTS one a signer, with commas. */
    private static String sign(String[] words) throws Exception {
        String[] keys = words[3].split(",");
        String[] certificates = words[4].split(",");
        List<ApkSigner.SignerConfig> signers = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pem(keys[i])));
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem(certificates[i])));
            signers.add(new ApkSigner.SignerConfig.Builder(i == 0 ? "TESTING" : "TESTING" + i, key, List.of(certificate)).build());
        }
        Set<String> schemes = new HashSet<>(Arrays.asList(words[5].split(",")));
        new ApkSigner.Builder(signers)
                .setInputApk(new File(words[1]))
                .setOutputApk(new File(words[2]))
                .setV1SigningEnabled(schemes.contains("1"))
                .setV2SigningEnabled(schemes.contains("2"))
                .setV3SigningEnabled(schemes.contains("3"))
                .setV4SigningEnabled(false)
                .setMinSdkVersion(Integer.parseInt(words[6]))
                .setCreatedBy("Mingjian test apps")
                .build()
                .sign();
        return "ok";
    }

    /** verify APK: what apksig thinks: "ok verified|refused SCHEMES EXPIRY". */
    private static String verify(String[] words) throws Exception {
        ApkVerifier.Result result = new ApkVerifier.Builder(new File(words[1])).build().verify();
        String schemes = (result.isVerifiedUsingV1Scheme() ? "1" : "")
                + (result.isVerifiedUsingV2Scheme() ? "2" : "")
                + (result.isVerifiedUsingV3Scheme() ? "3" : "");
        List<X509Certificate> signers = result.getSignerCertificates();
        String expiry = signers.isEmpty() ? "-" : signers.get(0).getNotAfter().toInstant().toString();
        return "ok " + (result.isVerified() ? "verified" : "refused") + " " + (schemes.isEmpty() ? "-" : schemes) + " " + expiry;
    }

    private static byte[] pem(String file) throws Exception {
        String text = Files.readString(Path.of(file));
        return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    }
}
