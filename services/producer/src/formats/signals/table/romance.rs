//! The words of French, Spanish, Italian and Portuguese.

use super::{
    Row,
    Use::{Capitals, Common, Note, Opening, TakeKey, Word},
};

pub(in super::super) const FRENCH: &[Row] = &[
    (
        "correction",
        Word,
        "Rectificatif, Rectification, Version corrigée",
    ),
    ("correction", Common, "Corrigée, Précision"),
    ("correction", Opening, "Annule et remplace"),
    (
        "correction",
        Note,
        "Corrige, Rectifie, Corrigeant, Rectifiant",
    ),
    ("correction", TakeKey, "RECTIF"),
    (
        "update",
        Word,
        "Mise à jour, Actualisation, Version actualisée",
    ),
    ("update", Common, "Actualisée"),
    (
        "update",
        Note,
        "Actualise, Actualisé avec, Ajoute, Complète",
    ),
    ("update", TakeKey, "MAJ, ACTU"),
    ("refile", Common, "Renvoi, Nouvel envoi"),
    ("repeat", Word, "Répétition, Rediffusion"),
    ("repeat", Note, "Répète"),
    ("alert", Word, "Alerte, Alerte info, Dernière minute"),
    (
        "advisory",
        Word,
        "Avis aux rédactions, Note aux rédactions, Avis aux abonnés",
    ),
    ("advisory", Word, "Avis aux clients"),
    ("advisory", Opening, "Attention rédactions"),
    (
        "kill",
        Opening,
        "Annulation impérative, Prière d'annuler, Merci d'annuler, Veuillez annuler",
    ),
    (
        "kill",
        Opening,
        "Prière de supprimer, Merci de supprimer, Veuillez supprimer",
    ),
    (
        "withdrawal",
        Word,
        "Dépêche annulée, Dépêche retirée, Annulation de dépêche",
    ),
    (
        "withdrawal",
        Capitals,
        "ANNULATION, ANNULE, ANNULÉE, RETRAIT",
    ),
    (
        "withdrawal",
        Opening,
        "Ne pas utiliser, Prière de ne pas utiliser, Prière de ne pas publier",
    ),
    ("withdrawal", Opening, "Merci de ne pas utiliser"),
    ("embargo", Word, "Sous embargo, Embargo absolu"),
    (
        "embargo",
        Opening,
        "Sous embargo jusqu'à, Sous embargo jusqu'au, Embargo jusqu'à",
    ),
    ("embargo", Opening, "Embargo jusqu'au"),
    (
        "embargo",
        Opening,
        "Ne pas diffuser avant, Ne pas publier avant",
    ),
    ("lead", Word, "Nouveau lead, Lead général, Papier général"),
    ("lead", Capitals, "SYNTHÈSE"),
];

pub(in super::super) const SPANISH: &[Row] = &[
    (
        "correction",
        Word,
        "Corrección, Rectificación, Fe de errores, Fe de erratas",
    ),
    (
        "correction",
        Word,
        "Versión corregida, Corregido, Corregida",
    ),
    (
        "correction",
        Opening,
        "Anula y sustituye, Anula y reemplaza",
    ),
    ("correction", Note, "Rectifica, Aclara"),
    ("correction", TakeKey, "CORREC"),
    (
        "update",
        Word,
        "Actualización, Ampliación, Versión actualizada",
    ),
    ("update", Common, "Actualizado, Actualizada, Ampliada"),
    ("update", Note, "Actualiza, Amplía, Añade, Agrega"),
    ("refile", Word, "Reenvío, Reenvía, Retransmisión"),
    ("repeat", Word, "Repetición"),
    ("repeat", Note, "Repite"),
    ("alert", Word, "Alerta, Urgente, Última hora"),
    ("alert", Capitals, "AVANCE, BOLETÍN"),
    (
        "advisory",
        Word,
        "Aviso a los editores, Nota a los editores, Aviso a los suscriptores",
    ),
    ("advisory", Word, "Aviso a los abonados"),
    (
        "advisory",
        Word,
        "Nota de la redacción, Nota a la redacción",
    ),
    (
        "kill",
        Opening,
        "Anulación obligatoria, Se ruega anular, Rogamos anular, Rogamos anulen",
    ),
    ("kill", Opening, "Se ruega eliminar"),
    (
        "kill",
        Opening,
        "Rogamos eliminar, Rogamos eliminen, Favor de eliminar",
    ),
    (
        "withdrawal",
        Word,
        "Nota anulada, Noticia anulada, Despacho anulado, Noticia retirada",
    ),
    (
        "withdrawal",
        Capitals,
        "ANULACIÓN, ANULA, ANULADA, ANULADO, RETIRADA",
    ),
    (
        "withdrawal",
        Opening,
        "Rogamos no publicar, Se ruega no publicar, Rogamos no utilizar",
    ),
    ("withdrawal", Opening, "Se ruega no utilizar"),
    ("embargo", Word, "Embargado, Embargada, Bajo embargo"),
    (
        "embargo",
        Opening,
        "Embargado hasta, Embargada hasta, Embargo hasta, Bajo embargo hasta",
    ),
    ("embargo", Opening, "No publicar antes"),
    ("lead", Word, "Nuevo lead"),
    ("lead", Capitals, "RESUMEN, COMPENDIO"),
];

pub(in super::super) const ITALIAN: &[Row] = &[
    (
        "correction",
        Word,
        "Rettifica, Errata corrige, Precisazione, Versione corretta",
    ),
    ("correction", Common, "Correzione, Corretta, Corretto"),
    ("correction", Opening, "Annulla e sostituisce"),
    ("correction", Note, "Corregge"),
    ("update", Word, "Aggiornamento, Versione aggiornata"),
    ("update", Common, "Aggiornata, Aggiornato"),
    ("update", Note, "Aggiorna, Aggiunge"),
    ("refile", Word, "Reinvio, Nuovo invio"),
    ("repeat", Word, "Ripetizione, Ripetuta"),
    ("repeat", Note, "Ripete"),
    ("alert", Word, "Ultim'ora, Ultimora"),
    (
        "advisory",
        Word,
        "Avviso ai redattori, Avviso alle redazioni, Nota alle redazioni",
    ),
    ("advisory", Word, "Nota per le redazioni"),
    ("advisory", Word, "Avviso agli abbonati"),
    (
        "kill",
        Opening,
        "Annullamento obbligatorio, Si prega di annullare, Si prega di eliminare",
    ),
    ("kill", Opening, "Preghiamo di annullare"),
    ("withdrawal", Word, "Notizia annullata, Notizia ritirata"),
    (
        "withdrawal",
        Capitals,
        "ANNULLAMENTO, ANNULLATA, ANNULLATO, ANNULLA, RITIRATA",
    ),
    (
        "withdrawal",
        Opening,
        "Si prega di non utilizzare, Si prega di non pubblicare",
    ),
    ("embargo", Word, "Sotto embargo, Con embargo, Embargato"),
    (
        "embargo",
        Opening,
        "Embargo fino, Sotto embargo fino, Con embargo fino",
    ),
    ("embargo", Opening, "Non pubblicare prima"),
    ("lead", Word, "Nuovo lead"),
    ("lead", Capitals, "RIEPILOGO"),
];

pub(in super::super) const PORTUGUESE: &[Row] = &[
    (
        "correction",
        Word,
        "Correcção, Correção, Retificação, Versão corrigida",
    ),
    ("correction", Common, "Corrigido, Corrigida"),
    ("correction", Opening, "Anula e substitui"),
    ("correction", Note, "Retifica"),
    (
        "update",
        Word,
        "Atualização, Actualização, Versão atualizada",
    ),
    ("update", Common, "Atualizado, Atualizada"),
    ("update", Note, "Atualiza, Acrescenta"),
    ("refile", Word, "Reenviada, Reenviado"),
    ("repeat", Word, "Repetição, Repetida"),
    (
        "advisory",
        Word,
        "Aviso aos editores, Nota aos editores, Aviso às redações",
    ),
    ("advisory", Word, "Aviso às redacções"),
    (
        "advisory",
        Word,
        "Aviso aos assinantes, Nota à redação, Nota à redacção",
    ),
    (
        "kill",
        Opening,
        "Anulação obrigatória, Favor eliminar, Favor anular, Favor cancelar",
    ),
    ("kill", Opening, "Pedimos a anulação"),
    ("withdrawal", Capitals, "ANULAÇÃO"),
    (
        "withdrawal",
        Opening,
        "Favor não publicar, Favor não utilizar",
    ),
    ("embargo", Word, "Sob embargo"),
    (
        "embargo",
        Opening,
        "Embargado até, Embargada até, Embargo até, Sob embargo até",
    ),
    ("embargo", Opening, "Não publicar antes"),
    ("lead", Word, "Novo lead"),
    ("lead", Capitals, "RESUMO"),
];
