trigger InvoiceLineTotals on Invoice_Line__c (after insert, after update, after delete, after undelete) {
    Set<Id> invoiceIds = new Set<Id>();
    for (Invoice_Line__c line : Trigger.isDelete ? Trigger.old : Trigger.new) {
        invoiceIds.add(line.Invoice__c);
    }
    InvoiceTotals.recompute(invoiceIds);
}
