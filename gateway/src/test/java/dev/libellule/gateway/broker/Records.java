package dev.libellule.gateway.broker;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Records with another value in one place: a test names the limit that it is about and takes the defaults for the rest. */
final class Records {
    private Records() {}

    /**
     * A copy of a record.
     *
     * @param namesAndValues name of a component, its new value, and so on
     */
    static <T extends Record> T with(T record, Object... namesAndValues) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i].getAccessor().invoke(record);
            }
            for (int n = 0; n < namesAndValues.length; n += 2) {
                values[indexOf(components, namesAndValues[n])] = namesAndValues[n + 1];
            }
            @SuppressWarnings("unchecked")
            T copy = (T) record.getClass().getDeclaredConstructor(types).newInstance(values);
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static int indexOf(RecordComponent[] components, Object name) {
        for (int i = 0; i < components.length; i++) {
            if (components[i].getName().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no component " + name);
    }

    /** The default limits with another policy. */
    static Limits limits(Object... policyNamesAndValues) {
        return with(Limits.DEFAULT, "policy", with(Policy.DEFAULT, policyNamesAndValues));
    }
}
