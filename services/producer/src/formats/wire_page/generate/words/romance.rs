//! Pages in French, Spanish, Italian and Portuguese.

use super::{DAY, HOUR, MINUTE, Words};

pub(super) const FRENCH: Words = Words {
    more: &["Plus de", "Plus d'actualités", "Toute l'actualité"],
    sections: &["Monde", "Économie", "Sciences", "Étranger"],
    dates: &["3 mars", "1er avril", "28 février 2031"],
    who: &[
        "La maire",
        "Musée (le plus ancien du pays)",
        "L'union des boulangers",
        "Un juge",
        "« Oublié », le bac",
    ],
    headline_ends: &[
        "ouvre un nouveau pont sur le canal",
        "veut en finir avec le dimanche - et vite",
        "gagne 12 places",
        "dit non au parc éolien (encore)",
    ],
    openings: &[
        "L'adjoint",
        "Une porte-parole (à gauche sur la photo)",
        "Il y a 2 heures, un voisin disait encore que l'union",
        "Hier, l'AFP rapportait que l'équipage",
        "Le musée - fondé par des pêcheurs -",
        "« On peut faire mieux », a dit la directrice, qui",
        "Selon le journal (AFP) - qui l'a écrit le premier -",
        "Plus par habitude que par besoin, le conseil",
    ],
    ends: &[
        "a commandé # bancs à un atelier du village.",
        "attend depuis # semaines une réponse de la région.",
        "a compté samedi # cygnes sur l'étang (un record).",
        "a parlé d'« un bon jour pour le port ».",
        "a fait retirer # lanternes, il y a 3 minutes la dernière.",
    ],
    units: &[
        ("minute", "minutes", MINUTE),
        ("heure", "heures", HOUR),
        ("jour", "jours", DAY),
    ],
    ago: &["il y a #"],
    phrases: &[
        ("à l'instant", MINUTE, 0),
        ("il y a une demi-heure", 31 * MINUTE, 30 * MINUTE),
        ("hier", 2 * DAY, 0),
        ("avant-hier", 3 * DAY, DAY),
    ],
};

pub(super) const SPANISH: Words = Words {
    more: &["Más de", "Más noticias de", "Más sobre"],
    sections: &["Internacional", "Economía", "Ciencia", "Sociedad"],
    dates: &["3 de marzo", "12 oct", "28 de febrero de 2031"],
    who: &[
        "La alcaldesa",
        "Museo (el más antiguo del país)",
        "El gremio de panaderos",
        "Un juez",
        "El \"olvidado\" transbordador",
    ],
    headline_ends: &[
        "abre un nuevo puente sobre el canal",
        "quiere acabar con el domingo libre - y pronto",
        "gana 12 plazas",
        "dice no al parque eólico (otra vez)",
    ],
    openings: &[
        "El concejal",
        "Una portavoz (a la izquierda en la foto)",
        "Hace 2 horas un vecino aún decía que el gremio",
        "Ayer EFE había informado de que la tripulación",
        "El museo - fundado por pescadores -",
        "\"Se puede hacer mejor\", dijo la directora, que",
        "Según el diario (EFE) - que lo escribió primero -",
        "Más por costumbre que por necesidad, el concejo",
    ],
    ends: &[
        "ha encargado # bancos a un taller del pueblo.",
        "espera desde hace # semanas una respuesta de la provincia.",
        "contó el sábado # cisnes en la laguna (un récord).",
        "habló de \"un buen día para el puerto\".",
        "mandó retirar # farolas, hace 3 minutos la última.",
    ],
    units: &[
        ("minuto", "minutos", MINUTE),
        ("hora", "horas", HOUR),
        ("día", "días", DAY),
    ],
    ago: &["hace #"],
    phrases: &[
        ("ahora mismo", MINUTE, 0),
        ("hace media hora", 31 * MINUTE, 30 * MINUTE),
        ("ayer", 2 * DAY, 0),
        ("anteayer", 3 * DAY, DAY),
    ],
};

pub(super) const ITALIAN: Words = Words {
    more: &["Altre notizie da", "Altro da", "Ancora da"],
    sections: &["Esteri", "Economia", "Cronaca", "Scienze"],
    dates: &["3 marzo", "12 ott", "28 febbraio 2031"],
    who: &[
        "La sindaca",
        "Museo (il più antico del paese)",
        "Il sindacato dei fornai",
        "Un giudice",
        "Il traghetto «dimenticato»",
    ],
    headline_ends: &[
        "apre un nuovo ponte sul canale",
        "vuole abolire la domenica libera - e presto",
        "ottiene 12 posti in più",
        "dice no al parco eolico (di nuovo)",
    ],
    openings: &[
        "L'assessore",
        "Una portavoce (a sinistra nella foto)",
        "Un vicino diceva ancora 2 ore fa che il sindacato",
        "Ieri l'ANSA aveva scritto che l'equipaggio",
        "Il museo - fondato da pescatori -",
        "\"Si può fare meglio\", ha detto la direttrice, che",
        "Secondo il giornale (ANSA) - che lo ha scritto per primo -",
        "Più per abitudine che per bisogno, il consiglio",
    ],
    ends: &[
        "ha ordinato # panchine a una bottega del paese.",
        "aspetta da # settimane una risposta dalla provincia.",
        "ha contato sabato # cigni sullo stagno (un record).",
        "ha parlato di \"un buon giorno per il porto\".",
        "ha fatto togliere # lanterne, l'ultima 3 minuti fa.",
    ],
    units: &[
        ("minuto", "minuti", MINUTE),
        ("ora", "ore", HOUR),
        ("giorno", "giorni", DAY),
    ],
    ago: &["# fa"],
    phrases: &[
        ("proprio ora", MINUTE, 0),
        ("mezz'ora fa", 31 * MINUTE, 30 * MINUTE),
        ("ieri", 2 * DAY, 0),
        ("l'altro ieri", 3 * DAY, DAY),
    ],
};

pub(super) const PORTUGUESE: Words = Words {
    more: &["Mais de", "Mais notícias de", "Mais sobre"],
    sections: &["Mundo", "Economia", "Ciência", "Sociedade"],
    dates: &["3 de março", "12 out", "28 de fevereiro de 2031"],
    who: &[
        "A autarca",
        "Museu (o mais antigo do país)",
        "O sindicato dos padeiros",
        "Um juiz",
        "O ferry \"esquecido\"",
    ],
    headline_ends: &[
        "abre nova ponte sobre o canal",
        "quer acabar com o domingo livre - e em breve",
        "ganha 12 lugares",
        "diz não ao parque eólico (outra vez)",
    ],
    openings: &[
        "O vereador",
        "Uma porta-voz (à esquerda na fotografia)",
        "Há 2 horas um vizinho ainda dizia que o sindicato",
        "Ontem a Lusa tinha noticiado que a tripulação",
        "O museu - fundado por pescadores -",
        "\"Pode fazer-se melhor\", disse a diretora, que",
        "Segundo o jornal (Lusa) - que o escreveu primeiro -",
        "Mais por hábito do que por necessidade, o conselho",
    ],
    ends: &[
        "encomendou # bancos a uma oficina da aldeia.",
        "espera há # semanas por uma resposta do distrito.",
        "contou no sábado # cisnes na lagoa (um recorde).",
        "falou de \"um bom dia para o porto\".",
        "mandou retirar # lanternas, há 3 minutos a última.",
    ],
    units: &[
        ("minuto", "minutos", MINUTE),
        ("hora", "horas", HOUR),
        ("dia", "dias", DAY),
    ],
    ago: &["há #", "# atrás"],
    phrases: &[
        ("agora mesmo", MINUTE, 0),
        ("há meia hora", 31 * MINUTE, 30 * MINUTE),
        ("ontem", 2 * DAY, 0),
        ("anteontem", 3 * DAY, DAY),
    ],
};
