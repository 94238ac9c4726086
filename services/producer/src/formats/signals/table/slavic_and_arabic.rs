//! The words of Russian, Polish and Arabic. Arabic has no capitals: its words count as if they were.

use super::{
    Row,
    Use::{Capitals, Common, Note, Opening, TakeKey, Word},
};

pub(in super::super) const RUSSIAN: &[Row] = &[
    (
        "correction",
        Word,
        "Исправление, Исправлено, Исправленная версия, Уточнение, Уточнено",
    ),
    ("correction", Word, "Коррекция"),
    ("correction", Capitals, "ПОПРАВКА"),
    (
        "correction",
        Note,
        "Исправляет, Уточняет, Исправлена, Исправлены, Уточнена, Уточнены",
    ),
    (
        "update",
        Word,
        "Обновление, Обновлено, Дополнено, Дополнение, Расширенная версия",
    ),
    (
        "update",
        Note,
        "Дополняет, Обновляет, Добавляет, Добавлена, Добавлены, Дополнена",
    ),
    ("refile", Word, "Повторная передача, Повторная отправка"),
    ("repeat", Word, "Повтор, Повторно, Повторение"),
    (
        "alert",
        Word,
        "Срочно, Срочное сообщение, Экстренное сообщение",
    ),
    ("alert", Capitals, "МОЛНИЯ"),
    (
        "advisory",
        Word,
        "Вниманию редакторов, Вниманию редакций, К сведению редакций",
    ),
    ("advisory", Word, "Вниманию подписчиков"),
    (
        "kill",
        Opening,
        "Просьба аннулировать, Просим аннулировать, Просьба снять с ленты",
    ),
    ("kill", Opening, "Просим снять с ленты, Просьба удалить"),
    (
        "withdrawal",
        Word,
        "Аннулировано, Сообщение аннулировано, Сообщение отозвано, Снято с ленты",
    ),
    (
        "withdrawal",
        Capitals,
        "АННУЛИРОВАНИЕ, АННУЛИРУЕТСЯ, ОТЗЫВ, ОТМЕНА",
    ),
    (
        "withdrawal",
        Opening,
        "Просьба не использовать, Просим не использовать",
    ),
    (
        "withdrawal",
        Opening,
        "Просьба не публиковать, Просим не публиковать",
    ),
    ("embargo", Capitals, "ЭМБАРГО"),
    (
        "embargo",
        Opening,
        "Эмбарго до, Под эмбарго до, Не публиковать до",
    ),
    ("lead", Word, "Новый лид"),
    ("lead", Capitals, "ЛИД"),
];

pub(in super::super) const POLISH: &[Row] = &[
    (
        "correction",
        Word,
        "Korekta, Sprostowanie, Poprawiona wersja, Wersja poprawiona",
    ),
    ("correction", Common, "Poprawka"),
    ("correction", Opening, "Anuluje i zastępuje"),
    ("correction", Note, "Koryguje, Poprawia, Prostuje"),
    (
        "update",
        Word,
        "Aktualizacja, Uzupełnienie, Wersja zaktualizowana",
    ),
    ("update", Note, "Aktualizuje, Uzupełnia, Dodaje"),
    ("update", TakeKey, "AKTL"),
    ("refile", Word, "Ponowna wysyłka, Ponowne nadanie"),
    ("repeat", Word, "Powtórzenie, Powtarzamy"),
    ("repeat", Capitals, "POWTÓRKA"),
    ("alert", Word, "Pilne, Z ostatniej chwili"),
    (
        "advisory",
        Word,
        "Uwaga redakcje, Komunikat dla redakcji, Nota dla redakcji",
    ),
    (
        "kill",
        Opening,
        "Prosimy o usunięcie, Prosimy usunąć, Prosimy anulować",
    ),
    ("kill", Opening, "Prosimy o anulowanie"),
    (
        "withdrawal",
        Word,
        "Anulowano, Anulowanie, Anulowana, Depesza anulowana, Depesza wycofana",
    ),
    ("withdrawal", Word, "Wycofanie depeszy"),
    (
        "withdrawal",
        Opening,
        "Prosimy nie publikować, Prosimy nie wykorzystywać",
    ),
    ("withdrawal", Opening, "Prosimy o niepublikowanie"),
    ("embargo", Word, "Pod embargiem, Objęte embargiem"),
    ("embargo", Opening, "Embargo do, Objęte embargiem do"),
    ("lead", Word, "Nowy lead"),
];

pub(in super::super) const ARABIC: &[Row] = &[
    ("correction", Word, "تصحيح, تصويب, استدراك, نسخة مصححة"),
    ("correction", Note, "يصحح, تصحح"),
    ("update", Word, "تحديث, محدث, محدثة, نسخة محدثة"),
    ("update", Note, "يضيف, تضيف, إضافة تفاصيل, مع إضافة"),
    ("refile", Word, "إعادة إرسال, إعادة بث, إعادة نشر"),
    ("repeat", Word, "تكرار, مكرر"),
    ("repeat", Common, "إعادة"),
    ("alert", Word, "عاجل, خبر عاجل, عاجل جدا"),
    (
        "advisory",
        Word,
        "تنويه, تنويه للمحررين, تنبيه للمحررين, ملاحظة للمحررين",
    ),
    (
        "kill",
        Opening,
        "يرجى حذف, الرجاء حذف, يرجى إلغاء, الرجاء إلغاء",
    ),
    ("withdrawal", Word, "سحب الخبر, إلغاء الخبر, ملغى"),
    ("withdrawal", Common, "سحب, إلغاء"),
    (
        "withdrawal",
        Opening,
        "يرجى عدم النشر, الرجاء عدم النشر, يرجى عدم استخدام",
    ),
    ("withdrawal", Opening, "الرجاء عدم استخدام"),
    ("embargo", Word, "محظور النشر, حظر نشر"),
    (
        "embargo",
        Opening,
        "محظور النشر حتى, حظر النشر حتى, محظور حتى",
    ),
    ("lead", Word, "مقدمة جديدة"),
];
